import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { Sql } from './client.ts';

/** Where Drizzle notes what has been applied. */
export const MIGRATIONS_TABLE = { schema: 'public', table: 'penstock_migrations' } as const;

/** The folder of the SQL files: beside the sources, and one folder further from the compiled code. */
export function migrationsFolder(): string {
  const candidates = ['../../migrations', '../../../migrations'].map((up) =>
    path.join(import.meta.dirname, up),
  );
  const found = candidates.find((folder) => existsSync(path.join(folder, 'meta', '_journal.json')));
  if (!found) throw new Error(`There is no folder of migrations at ${candidates.join(' or ')}`);
  return found;
}

/** Whether the database has every migration of this release. Rejects when there is not even the table. */
export async function isMigrated(sql: Sql): Promise<boolean> {
  const journal = JSON.parse(
    readFileSync(path.join(migrationsFolder(), 'meta', '_journal.json'), 'utf8'),
  ) as {
    entries: { when: number }[];
  };
  const last = Math.max(...journal.entries.map((entry) => entry.when));
  const [row] = await sql<{ at: string | null }[]>`select max(created_at) as at from penstock_migrations`;
  return Number(row?.at) >= last;
}
