import type { BatchRow } from '../db/batch-schema.ts';
import type { Sql } from '../db/client.ts';

/** One of an owner's batches; undefined when there is none. */
export async function findBatch(
  sql: Sql,
  { id, owner }: { id: string; owner: string },
): Promise<BatchRow | undefined> {
  const [row] = await sql<BatchRow[]>`select * from batches where id = ${id} and owner = ${owner}`;
  return row;
}

/** The batch that an owner has submitted with this `Idempotency-Key`, if any. */
export async function findBatchByKey(sql: Sql, owner: string, key: string): Promise<BatchRow | undefined> {
  const [row] = await sql<BatchRow[]>`
    select * from batches where owner = ${owner} and idempotency_key = ${key}`;
  return row;
}

/** Reads batches by id, of any owner; ids without a row are left out. */
export async function findBatches(sql: Sql, ids: readonly string[]): Promise<BatchRow[]> {
  return await sql<BatchRow[]>`select * from batches where id = any(${ids as string[]}::uuid[])`;
}

/** An owner's batches, newest first; one more than `limit` when there is a next page. */
export async function listBatches(
  sql: Sql,
  { owner, beforeId, limit }: { owner: string; beforeId: string | undefined; limit: number },
): Promise<BatchRow[]> {
  return await sql<BatchRow[]>`
    select * from batches
    where owner = ${owner} ${beforeId === undefined ? sql`` : sql`and id < ${beforeId}`}
    order by id desc limit ${limit + 1}`;
}
