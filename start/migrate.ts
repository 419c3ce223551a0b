import { ConfigError, parseConfig } from '../shared/config.ts';
import { migrateAll } from '../shared/db/migrate-all.ts';

/* `npm run migrate`: brings the database of DATABASE_URL to this release, and ends. */

try {
  const { DATABASE_URL: databaseUrl, REDIS_URL: redisUrl } = parseConfig(process.env);
  if (!databaseUrl) throw new ConfigError('Bad configuration:\n  DATABASE_URL: is missing');
  await migrateAll({ databaseUrl, redisUrl });
  process.stdout.write('The database is up to date\n');
} catch (error) {
  process.stderr.write(`${error instanceof ConfigError ? error.message : (error as Error).stack}\n`);
  process.exitCode = 1;
}
