import type { Sql } from '../db/client.ts';

/** Which of these ids have no row: their blobs belong to nobody. */
export async function findMissingJobs(sql: Sql, ids: readonly string[]): Promise<string[]> {
  const rows = await sql<{ id: string }[]>`
    select id from unnest(${ids as string[]}::uuid[]) as t (id)
    where not exists (select 1 from jobs where jobs.id = t.id)`;
  return rows.map((row) => row.id);
}
