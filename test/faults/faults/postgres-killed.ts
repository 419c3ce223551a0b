import type { Fault } from './fault.ts';

/** Postgres crashes and recovers from its log; what was promised is in it. */
export const postgresKilled: Fault = {
  name: 'postgres-killed',
  title: 'SIGKILL of Postgres, and a start with crash recovery',
  backends: ['redis', 'postgres'],
  recovery: 'all ended',
  maxRecoverySeconds: 15,
  async inject({ system: { postgres } }) {
    await postgres.kill();
    await postgres.start();
  },
};
