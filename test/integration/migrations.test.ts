import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { migrate } from 'drizzle-orm/postgres-js/migrator';
import { expect, test } from 'vitest';
import { connectDatabase } from '../../shared/db/client.ts';
import { migrateAll } from '../../shared/db/migrate-all.ts';
import { isMigrated, MIGRATIONS_TABLE, migrationsFolder } from '../../shared/db/migrations.ts';
import type { JobRow } from '../../shared/db/schema.ts';
import { historyOf } from '../../shared/domain/history.ts';
import { createTestDatabase } from '../support/servers.ts';

const ERROR = { code: 'worker-crashed', message: 'm', retryable: true, attempts: 1 };
const HISTORY = [
  { seq: 1, status: 'queued', attempt: 0, at: 1, xid: '7' },
  { seq: 2, status: 'running', attempt: 1, at: 2, xid: '8' },
  { seq: 3, status: 'queued', attempt: 1, at: 3, xid: '9', error: ERROR },
  { seq: 4, status: 'running', attempt: 2, at: 4, xid: '10' },
  { seq: 5, status: 'succeeded', attempt: 2, at: 5, xid: '11' },
];

test('a database of the first release keeps its jobs and their history through every later migration', async () => {
  const database = await createTestDatabase('postgres', { isEmpty: true });
  const old = connectDatabase(database.url, { max: 1, name: 'penstock-test', keepsNames: true });
  const now = connectDatabase(database.url, { max: 1, name: 'penstock-test' });
  const folder = firstMigrationAlone();
  try {
    await migrate(old.db, {
      migrationsFolder: folder,
      migrationsSchema: MIGRATIONS_TABLE.schema,
      migrationsTable: MIGRATIONS_TABLE.table,
    });
    expect(await isMigrated(now.sql)).toBe(false);
    for (const [i, length] of [1, 2, 3, 5].entries()) {
      const history = HISTORY.slice(0, length);
      const { status, attempt } = history.at(-1)!;
      await old.sql`
        insert into jobs (id, owner, model, model_version, status, attempt, failures, params, metadata, input_sha256,
          input_size_bytes, input_media_type, input_store, timings, history, seq, created_at)
        values (${`01941f29-7c00-7000-8000-00000000000${i}`}, 'local', 'digits', '1', ${status}, ${attempt},
          ${length > 2 ? 1 : 0}, '{}', '{}', 'x', 1, 'image/png', 'inline', '{}',
          ${JSON.stringify(history)}::text::jsonb, ${length}, now())`;
    }
    await migrateAll({ databaseUrl: database.url, redisUrl: undefined });
    expect(await isMigrated(now.sql)).toBe(true);
    const rows = await now.sql<JobRow[]>`select * from jobs order by id`;
    const told = HISTORY.map(({ at: _, xid: __, ...entry }) => entry);
    expect(rows.map(historyOf)).toEqual([1, 2, 3, 5].map((length) => told.slice(0, length)));
    expect(rows.map((row) => row.seq)).toEqual([1, 2, 3, 5]);
  } finally {
    rmSync(folder, { recursive: true, force: true });
    await Promise.all([old.close(), now.close()]);
    await database.drop();
  }
});

/** A folder of migrations as the first release had it. */
function firstMigrationAlone(): string {
  const folder = mkdtempSync(path.join(tmpdir(), 'penstock-migrations-'));
  cpSync(migrationsFolder(), folder, { recursive: true });
  const file = path.join(folder, 'meta', '_journal.json');
  const journal = JSON.parse(readFileSync(file, 'utf8')) as { entries: unknown[] };
  writeFileSync(file, JSON.stringify({ ...journal, entries: journal.entries.slice(0, 1) }));
  return folder;
}
