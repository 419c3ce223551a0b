import { connectDatabase } from '../../../shared/db/client.ts';
import { type Fault, must } from './fault.ts';

const GREEDY = 120;
const HELD_SECONDS = 3;

/** Others take every connection that Postgres has to give, and the product loses those that it had. */
export const connectionsExhausted: Fault = {
  name: 'connections-exhausted',
  title: 'max_connections exhausted by others for 3 s',
  backends: ['redis'],
  recovery: 'all ended',
  maxRecoverySeconds: 15,
  async inject({ system }) {
    const greedy = connectDatabase(system.databaseUrl, { max: GREEDY, name: 'greedy' });
    const take = (count: number) =>
      Array.from({ length: count }, () => greedy.sql`select pg_sleep(${HELD_SECONDS})`);
    const first = Promise.allSettled(take(GREEDY / 2));
    await system.sql`select pg_terminate_backend(pid) from pg_stat_activity
      where application_name in ('penstock-api', 'penstock-worker')`;
    const taken = [...(await Promise.allSettled(take(GREEDY / 2))), ...(await first)];
    await greedy.close(1000);
    const refused = taken.filter((one) => one.status === 'rejected').length;
    must(refused > 0, `${GREEDY} greedy connections were all let in`);
  },
};
