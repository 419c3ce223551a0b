import { STEADY } from '../client/load.ts';
import type { System } from '../system/system.ts';
import { slowestTellingMs } from './conditions.ts';
import { type Fault, must } from './fault.ts';

/** Followers look for themselves each second; with the way of the answer, and a busy machine, this is the most. */
const LATE_MS = 4000;

/** No hint gets anywhere: followers hear of every change all the same, a little later. */
export const hintsLost: Fault = {
  name: 'hints-lost',
  title: 'Every hint lost; followers by wait and stream are told of the end within 4 s',
  backends: ['redis', 'postgres'],
  async prepare(system) {
    if (system.backend === 'postgres') await shadowNotify(system);
    else for (const slot of system.slots) slot.tell('lose-hints');
  },
  load: { during: STEADY },
  recovery: 'all ended',
  maxRecoverySeconds: 15,
  async inject({ system, client, load, ends }) {
    await load.accepted(900);
    ends();
    await load.finish();
    const slowestMs = await slowestTellingMs(system, client);
    must(slowestMs <= LATE_MS, `a follower was told of the end ${slowestMs} ms late`);
  },
  async undo(system) {
    if (system.backend === 'postgres') await unshadowNotify(system);
    else for (const slot of system.slots) slot.tell('lose-hints', false);
  },
};

/** Puts a function that does nothing before Postgres' own; only BullMQ, which looks elsewhere, still finds that one. */
async function shadowNotify(system: System): Promise<void> {
  await system.sql.unsafe(`
    create function public.pg_notify(text, text) returns void language sql as '';
    alter database faults set search_path = public, pg_catalog`);
  await endSessions(system);
}

async function unshadowNotify(system: System): Promise<void> {
  await system.sql.unsafe(`
    alter database faults reset search_path;
    drop function public.pg_notify(text, text)`);
  await endSessions(system);
}

/** Those that hints are told on; the next ones see the database as it is now. */
async function endSessions({ sql }: System): Promise<void> {
  await sql`select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'penstock-hints'`;
}
