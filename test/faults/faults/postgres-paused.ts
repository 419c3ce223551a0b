import { last } from './conditions.ts';
import type { Fault } from './fault.ts';

const PAUSE_MS = 20_000;

/** Postgres hangs with every connection open: nothing is accepted, and nothing that was is lost. */
export const postgresPaused: Fault = {
  name: 'postgres-paused',
  title: 'Postgres stopped (SIGSTOP of all its processes) for 20 s',
  backends: ['redis'],
  isQuiet: true,
  recovery: 'all ended',
  maxRecoverySeconds: 20,
  async inject({ system: { postgres } }) {
    postgres.pause();
    await last(PAUSE_MS);
    postgres.resume();
  },
  undo: async ({ postgres }) => postgres.resume(),
};
