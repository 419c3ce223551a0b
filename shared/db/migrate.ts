import { migrate } from 'drizzle-orm/postgres-js/migrator';
import { connectDatabase } from './client.ts';
import { MIGRATIONS_TABLE, migrationsFolder } from './migrations.ts';

/** Any number that no other program uses as an advisory lock in the same database: "PNST". */
const MIGRATION_LOCK = 0x504e5354;

/**
 * Brings the database to the schema of this release. Safe to call by many processes at once: they take turns
 * by an advisory lock, and all but the first find nothing to do.
 */
export async function migrateDatabase(url: string): Promise<void> {
  // One connection: the lock belongs to the session that takes it. The migrator reads `created_at` by that name;
  // without it, a database with an earlier migration would look as if it had them all.
  const { sql, db, close } = connectDatabase(url, { max: 1, name: 'penstock-migrate', keepsNames: true });
  try {
    await sql`select pg_advisory_lock(${MIGRATION_LOCK})`;
    await migrate(db, {
      migrationsFolder: migrationsFolder(),
      migrationsSchema: MIGRATIONS_TABLE.schema,
      migrationsTable: MIGRATIONS_TABLE.table,
    });
  } finally {
    await close();
  }
}
