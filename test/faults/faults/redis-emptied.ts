import type { Fault } from './fault.ts';

/** Redis is lost for good, and an empty one takes its place. */
export const redisEmptied: Fault = {
  name: 'redis-emptied',
  title: 'SIGKILL of Redis, and a start on an empty folder',
  backends: ['redis'],
  recovery: 'all ended',
  maxRecoverySeconds: 15,
  async inject({ system: { redis } }) {
    await redis.kill();
    redis.forget();
    await redis.start();
  },
};
