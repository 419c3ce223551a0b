import type { ProcessSlot } from '../system/process-slot.ts';
import type { System } from '../system/system.ts';
import { until } from './conditions.ts';
import { type Fault, must } from './fault.ts';

const NEXT_MS = 5000;

/** Of three workers the one that sweeps is killed; another takes over, and never do two lead. */
export const leaderKilled: Fault = {
  name: 'leader-killed',
  title: 'SIGKILL of the sweeper that leads, of three; another leads within 5 s',
  backends: ['redis'],
  async prepare(system) {
    await system.add('worker');
  },
  isQuiet: true,
  recovery: 'all ended',
  maxRecoverySeconds: 15,
  async inject({ system, ends }) {
    const leader = await findLeader(system);
    const [before] = await leaders(system);
    await leader.kill();
    ends();
    const killedAt = Date.now();
    await until('another leads', async () => {
      const now = await leaders(system);
      must(now.length <= 1, `${now.length} sweepers lead at once`);
      return now.length === 1 && now[0] !== before;
    });
    must(Date.now() - killedAt <= NEXT_MS, `another led only ${Date.now() - killedAt} ms later`);
  },
};

/** The backends of Postgres that hold the sweeper's lock. */
async function leaders({ sql }: System): Promise<number[]> {
  const rows = await sql<{ pid: number }[]>`
    select pid from pg_locks join pg_stat_activity using (pid)
    where locktype = 'advisory' and granted and datname = current_database()
      and application_name = 'penstock-sweeper'`;
  return rows.map(({ pid }) => pid);
}

/** Gives the sweepers something to sweep, and sees who says that it has. */
async function findLeader({ sql, slots }: System): Promise<ProcessSlot> {
  const workers = slots.filter(({ role }) => role === 'worker');
  const found = Promise.race(workers.map((worker) => worker.says('sweep.expired').then(() => worker)));
  await sql`
    insert into jobs (id, owner, model, model_version, params, metadata, input_sha256, input_size_bytes,
      input_media_type, input_store, timings, created_at, finished_at, expires_at)
    values (gen_random_uuid(), 'harness', 'none', '1', '{}', '{}', '', 0, '', 'inline', '{}', now(), now(), now())`;
  return await found;
}
