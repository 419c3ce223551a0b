import { last } from './conditions.ts';
import type { Fault } from './fault.ts';

const TIMES = 8;

/** Postgres ends every session of the product, in the middle of whatever it does. */
export const postgresSessionsEnded: Fault = {
  name: 'postgres-sessions-ended',
  title: 'pg_terminate_backend of all sessions, eight times',
  backends: ['redis', 'postgres'],
  recovery: 'all ended',
  maxRecoverySeconds: 15,
  async inject({ system: { sql } }) {
    // More than once: what is hit is another statement each time, those of a new connection among them.
    for (let i = 0; i < TIMES; i++) {
      await sql`select pg_terminate_backend(pid) from pg_stat_activity
        where datname = current_database() and application_name <> 'penstock-faults'`;
      await last(300);
    }
  },
};
