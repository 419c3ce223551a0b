import type { Config } from './config.ts';
import { connectDatabase } from './db/client.ts';
import type { Log } from './log.ts';
import { connectRedis, requireNoEviction, waitForRedis } from './redis.ts';
import { retryWhileAway } from './retry.ts';

/** A process that starts before its servers waits this long for them; then its supervisor may try again. */
const PATIENCE_MS = 60_000;

/**
 * Resolves when Postgres, and Redis if configured, answer: BullMQ never recovers when it is built before its
 * Postgres is up.
 *
 * @throws Error when one stays away, or Redis is set to forget
 */
export async function waitForServices(config: Config & { DATABASE_URL: string }, log: Log): Promise<void> {
  const database = connectDatabase(config.DATABASE_URL, { max: 1, name: 'penstock-probe' });
  try {
    await retryWhileAway(() => database.sql`select 1`, { forMs: PATIENCE_MS });
  } finally {
    await database.close(1000);
  }
  if (!config.REDIS_URL) return;
  const redis = connectRedis(config.REDIS_URL, log);
  try {
    await waitForRedis(redis, PATIENCE_MS);
    await requireNoEviction(redis, log);
  } finally {
    redis.disconnect();
  }
}
