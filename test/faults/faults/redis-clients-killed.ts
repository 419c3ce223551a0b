import type { Fault } from './fault.ts';

/** Redis cuts every connection, those that wait for bells and those that hear hints included. */
export const redisClientsKilled: Fault = {
  name: 'redis-clients-killed',
  title: 'CLIENT KILL of all connections to Redis, normal and pubsub',
  backends: ['redis'],
  recovery: 'all ended',
  maxRecoverySeconds: 15,
  async inject({ system: { redis } }) {
    await redis.ask(async (client) => {
      await client.call('CLIENT', 'KILL', 'TYPE', 'normal');
      await client.call('CLIENT', 'KILL', 'TYPE', 'pubsub');
    });
  },
};
