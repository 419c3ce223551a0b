import type { Fault } from './fault.ts';

/** Redis crashes and comes back with what its append-only file has. */
export const redisKilled: Fault = {
  name: 'redis-killed',
  title: 'SIGKILL of Redis, and a start on its append-only file',
  backends: ['redis'],
  recovery: 'all ended',
  maxRecoverySeconds: 15,
  async inject({ system: { redis } }) {
    await redis.kill();
    await redis.start();
  },
};
