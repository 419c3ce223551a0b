import { Redis } from 'ioredis';
import type { Log } from './log.ts';

export type { Redis } from 'ioredis';

/**
 * Both kinds of connection come back soon: at most a second after the server does, and half of one after it has read its
 * file. Redis says how long that will take, which ioredis would believe for up to 10 s, however wrong the guess.
 */
const COMES_BACK = {
  maxRetriesPerRequest: null,
  retryStrategy: (times: number) => Math.min(100 * times, 1000),
  maxLoadingRetryTime: 500,
  keepAlive: 10_000,
} as const;

/**
 * Connects to Redis and keeps connecting for ever. Commands fail at once while it is away, or after 1.5 s
 * without an answer: what they were for is mended by the sweeper, and no request waits for a dead Redis.
 */
export function connectRedis(url: string, log: Log): Redis {
  const redis = new Redis(url, {
    ...COMES_BACK,
    enableOfflineQueue: false,
    commandTimeout: 1500,
    connectTimeout: 5000,
  });
  redis.on('error', (err) => log.warn('redis.error', { err: { message: err.message } }));
  return redis;
}

/** A connection for commands that block until something happens: no time-out, commands wait for the connection. */
export function connectBlockingRedis(url: string, log: Log): Redis {
  const redis = new Redis(url, COMES_BACK);
  redis.on('error', (err) => log.warn('redis.error', { err: { message: err.message } }));
  return redis;
}

/** Resolves when Redis answers. Rejects when it has not within `timeoutMs`. */
export async function waitForRedis(redis: Redis, timeoutMs: number): Promise<void> {
  const deadline = Date.now() + timeoutMs;
  for (;;) {
    try {
      await redis.ping();
      return;
    } catch (cause) {
      if (Date.now() > deadline) throw new Error(`Redis does not answer within ${timeoutMs} ms`, { cause });
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }
}

/**
 * Refuses a Redis that may throw the queue away when its memory is full.
 *
 * @throws Error that says how to go on, on any eviction policy but `noeviction`
 */
export async function requireNoEviction(redis: Redis, log: Log): Promise<void> {
  let policy: string | undefined;
  try {
    policy = ((await redis.config('GET', 'maxmemory-policy')) as string[])[1];
  } catch {
    // Managed services often forbid CONFIG; then only a person can know.
    log.warn('redis.eviction-policy-unknown', { hint: 'make sure that maxmemory-policy is noeviction' });
    return;
  }
  if (policy !== 'noeviction')
    throw new Error(
      `Redis has maxmemory-policy "${policy}" and would drop queued jobs when full; set it to noeviction`,
    );
}
