import { type Config, ConfigError, parseConfig } from '../shared/config.ts';
import { connectDatabase, type Sql } from '../shared/db/client.ts';
import { migrateDatabase } from '../shared/db/migrate.ts';
import { UsageError } from '../shared/domain/usage-error.ts';
import { openEmbeddedPostgres } from './postgres/open-embedded-postgres.ts';

/**
 * The life of a command at the terminal: reads the configuration, opens the database that the product uses (the
 * embedded one, running or not, unless DATABASE_URL is set), runs, and ends the process' work with an exit code.
 *
 * @param run returns what to print
 */
export async function withDatabase(run: (sql: Sql, config: Config) => Promise<string>): Promise<void> {
  try {
    const config = parseConfig(process.env);
    const embedded = config.DATABASE_URL ? undefined : await openEmbeddedPostgres(config.DATA_DIR);
    const databaseUrl = config.DATABASE_URL ?? embedded!.url;
    try {
      await migrateDatabase(databaseUrl);
      const database = connectDatabase(databaseUrl, { max: 1, name: 'penstock-command' });
      try {
        process.stdout.write(`${await run(database.sql, config)}\n`);
      } finally {
        await database.close();
      }
    } finally {
      await embedded?.close();
    }
  } catch (error) {
    const isForPeople = error instanceof ConfigError || error instanceof UsageError;
    process.stderr.write(`${isForPeople ? error.message : (error as Error).message}\n`);
    process.exitCode = isForPeople ? 64 : 1;
  }
}
