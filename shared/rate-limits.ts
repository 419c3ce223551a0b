import {
  RateLimiterDrizzle,
  RateLimiterMemory,
  RateLimiterRedis,
  RateLimiterRes,
} from 'rate-limiter-flexible';
import { rateLimits } from './db/access-schema.ts';
import type { Database } from './db/client.ts';
import type { Log } from './log.ts';
import { connectRedis } from './redis.ts';

/** So many points in so long, counted for each key by all processes together. */
type RateLimit = {
  /** Begins the names of its counters. */
  readonly name: string;
  readonly points: number;
  readonly durationMs: number;
};

export type RateLimits = {
  /**
   * Makes a limiter. `take` counts for a key and resolves with how long to wait, ms: 0 when it may go on. While the
   * store is away each process counts by itself.
   */
  limiter(limit: RateLimit): {
    take(key: string, points?: number): Promise<number>;
    forget(key: string): Promise<void>;
  };
  close(): void;
};

/** Counts in Redis where there is one, else in Postgres. */
export function openRateLimits(
  { redisUrl, database, prefix }: { redisUrl: string | undefined; database: Database; prefix: string },
  log: Log,
): RateLimits {
  const redis = redisUrl ? connectRedis(redisUrl, log) : undefined;
  return {
    limiter({ name, points, durationMs }) {
      const options = { keyPrefix: `${prefix}:limit:${name}`, points, duration: durationMs / 1000 };
      const insuranceLimiter = new RateLimiterMemory(options);
      const limiter = redis
        ? new RateLimiterRedis({ ...options, storeClient: redis, insuranceLimiter })
        : new RateLimiterDrizzle({
            ...options,
            storeClient: database.db,
            schema: rateLimits,
            insuranceLimiter,
            clearExpiredByTimeout: false,
          });
      return {
        async take(key, cost = 1) {
          try {
            await limiter.consume(key, cost);
            return 0;
          } catch (refused) {
            if (!(refused instanceof RateLimiterRes)) throw refused;
            return Math.max(1, refused.msBeforeNext);
          }
        },
        async forget(key) {
          await limiter.delete(key);
        },
      };
    },
    close: () => redis?.disconnect(),
  };
}
