import { answerP99Ms, last } from './conditions.ts';
import { type Fault, must } from './fault.ts';

const PAUSE_MS = 20_000;

/** Redis hangs: connections stay open and nothing is answered. Jobs are accepted all the same, and wait. */
export const redisPaused: Fault = {
  name: 'redis-paused',
  title: 'Redis stopped (SIGSTOP) for 20 s; submissions are accepted within 2 s (p99)',
  backends: ['redis'],
  isQuiet: true,
  // Few, so that recovery is not the time that a long queue takes.
  load: { during: { perSecond: 20, mostOpen: Infinity } },
  recovery: 'all ended',
  maxRecoverySeconds: 15,
  async inject({ system: { redis }, client, ends }) {
    const since = Date.now();
    redis.pause();
    await last(PAUSE_MS);
    redis.resume();
    ends();
    const p99Ms = answerP99Ms(client, since);
    must(p99Ms <= 2000, `submissions took ${p99Ms} ms (p99) while Redis hung`);
  },
  undo: async ({ redis }) => redis.resume(),
};
