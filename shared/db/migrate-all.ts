import { existsSync } from 'node:fs';
import path from 'node:path';
import { migrateQueue } from '../queue.ts';
import { migrateDatabase } from './migrate.ts';

/**
 * Brings a database to this release: our tables, and BullMQ's where there is no Redis. Safe to call at any time, by
 * many processes at once.
 */
export async function migrateAll({ databaseUrl, redisUrl }: { databaseUrl: string; redisUrl: string | undefined }) {
  await migrateDatabase(databaseUrl, migrationsFolder());
  if (!redisUrl) await migrateQueue(databaseUrl);
}

/** The SQL files stand beside the sources, and one folder further from the compiled code. */
function migrationsFolder(): string {
  const candidates = ['../../migrations', '../../../migrations'].map((up) => path.join(import.meta.dirname, up));
  const found = candidates.find((folder) => existsSync(path.join(folder, 'meta', '_journal.json')));
  if (!found) throw new Error(`There is no folder of migrations at ${candidates.join(' or ')}`);
  return found;
}
