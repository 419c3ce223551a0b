import { last } from './conditions.ts';
import type { Fault } from './fault.ts';

/** Every bell that waits is wiped out, three times. */
export const redisFlushed: Fault = {
  name: 'redis-flushed',
  title: 'FLUSHALL, three times',
  backends: ['redis'],
  recovery: 'all ended',
  maxRecoverySeconds: 15,
  async inject({ system: { redis } }) {
    for (let i = 0; i < 3; i++) {
      await redis.ask((client) => client.flushall());
      await last(300);
    }
  },
};
