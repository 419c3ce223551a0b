import { Redis } from 'ioredis';
import type { Log } from './log.ts';

export type { Redis } from 'ioredis';

/**
 * Connects to Redis and keeps connecting for ever. Commands fail at once while it is away, or after 1.5 s
 * without an answer: what they were for is mended by the sweeper, and no request waits for a dead Redis.
 */
export function connectRedis(url: string, log: Log): Redis {
  const redis = new Redis(url, {
    enableOfflineQueue: false,
    commandTimeout: 1500,
    connectTimeout: 5000,
    maxRetriesPerRequest: null,
    retryStrategy: (times) => Math.min(100 * times, 1000),
    keepAlive: 10_000,
  });
  redis.on('error', (err) => log.warn('redis.error', { err: { message: err.message } }));
  return redis;
}

/** A connection for commands that block until something happens: no time-out, commands wait for the connection. */
export function connectBlockingRedis(url: string, log: Log): Redis {
  const redis = new Redis(url, {
    maxRetriesPerRequest: null,
    retryStrategy: (times) => Math.min(100 * times, 1000),
    keepAlive: 10_000,
  });
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
