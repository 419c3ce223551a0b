import { answerP99Ms, last } from './conditions.ts';
import { type Fault, must } from './fault.ts';

const FULL_MS = 3000;

/** Redis has no memory left and refuses whatever would write. */
export const redisFull: Fault = {
  name: 'redis-full',
  title: 'Redis without memory (maxmemory, noeviction) for 3 s; submissions are accepted within 2 s (p99)',
  backends: ['redis'],
  recovery: 'all ended',
  maxRecoverySeconds: 15,
  async inject({ system: { redis }, client, ends }) {
    const since = Date.now();
    await redis.ask((connection) => connection.config('SET', 'maxmemory', '1'));
    await last(FULL_MS);
    await redis.ask((connection) => connection.config('SET', 'maxmemory', '0'));
    ends();
    const p99Ms = answerP99Ms(client, since);
    must(p99Ms <= 2000, `submissions took ${p99Ms} ms (p99) while Redis was full`);
  },
};
