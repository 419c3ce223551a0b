import type { Sql } from '../db/client.ts';

/** The number of the last change of each of these jobs; those without a row are left out. */
export async function findSeqs(sql: Sql, ids: readonly string[]): Promise<Map<string, number>> {
  const rows = await sql<{ id: string; seq: number }[]>`
    select id, seq from jobs where id = any(${ids as string[]}::uuid[])`;
  return new Map(rows.map(({ id, seq }) => [id, seq]));
}
