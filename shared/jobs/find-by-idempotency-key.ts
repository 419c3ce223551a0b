import type { Sql } from '../db/client.ts';
import type { JobRow } from '../db/schema.ts';

/** The job that this owner has submitted with this key, if any. */
export async function findByIdempotencyKey(
  sql: Sql,
  owner: string,
  key: string,
): Promise<JobRow | undefined> {
  const [row] = await sql<JobRow[]>`select * from jobs where owner = ${owner} and idempotency_key = ${key}`;
  return row;
}
