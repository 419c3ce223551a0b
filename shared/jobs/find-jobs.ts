import type { Sql } from '../db/client.ts';
import type { JobRow } from '../db/schema.ts';

/** Reads whole rows by id, of any owner; ids without a row are left out. */
export async function findJobs(sql: Sql, ids: readonly string[]): Promise<JobRow[]> {
  return await sql<JobRow[]>`select * from jobs where id = any(${ids as string[]}::uuid[])`;
}
