import type { Config } from './config.ts';
import { connectDatabase, type Sql } from './db/client.ts';
import { isMigrated } from './db/migrations.ts';
import type { Log } from './log.ts';
import { connectRedis, requireNoEviction, waitForRedis } from './redis.ts';

/** A process that starts before its servers waits this long for them; then its supervisor may try again. */
const PATIENCE_MS = 60_000;

/**
 * Resolves when Postgres answers and has every migration, and Redis answers if configured: BullMQ never recovers
 * when it is built before its Postgres is up.
 *
 * @throws Error when one stays away, or Redis is set to forget
 */
export async function waitForServices(config: Config & { DATABASE_URL: string }, log: Log): Promise<void> {
  const database = connectDatabase(config.DATABASE_URL, { max: 1, name: 'penstock-probe' });
  try {
    await waitForDatabase(database.sql);
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

async function waitForDatabase(sql: Sql): Promise<void> {
  const deadline = Date.now() + PATIENCE_MS;
  for (let pauseMs = 10; ; pauseMs = Math.min(1000, pauseMs * 1.5)) {
    try {
      if (await isMigrated(sql)) return;
      if (Date.now() > deadline)
        throw new Error('The database is of an older release; run `npm run migrate`');
    } catch (cause) {
      // Away, still starting, not created or not migrated yet; a refused password will not get better.
      const isRefused = String((cause as { code?: unknown }).code).startsWith('28');
      if (isRefused || Date.now() > deadline)
        throw new Error(`The database cannot be used: ${(cause as Error).message}`, { cause });
    }
    await new Promise((resolve) => setTimeout(resolve, pauseMs));
  }
}
