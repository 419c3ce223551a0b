import { migrateQueue } from '../queue.ts';
import { migrateDatabase } from './migrate.ts';

/**
 * Brings a database to this release: BullMQ's tables where there is no Redis, then ours, so that ours being current
 * says that all is. Safe to call at any time, by many processes at once.
 */
export async function migrateAll({
  databaseUrl,
  redisUrl,
}: {
  databaseUrl: string;
  redisUrl: string | undefined;
}) {
  if (!redisUrl) await migrateQueue(databaseUrl);
  await migrateDatabase(databaseUrl);
}
