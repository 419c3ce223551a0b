import type { Sql } from '../db/client.ts';
import type { Removal } from '../domain/removal.ts';

/**
 * Deletes a batch at once, and orders its jobs to be removed: `carryOutRemoval` does it.
 *
 * @returns undefined when there is none of this owner
 */
export async function deleteBatch(
  sql: Sql,
  { id, owner }: { id: string; owner: string },
): Promise<Removal | undefined> {
  const [removal] = await sql<Removal[]>`
    with gone as (delete from batches where id = ${id} and owner = ${owner} returning id)
    insert into removals (kind, target) select 'batch', id::text from gone
    on conflict do nothing returning kind, target`;
  return removal;
}

/** Removes batches older than the retention of which no job is left. */
export async function deleteExpiredBatches(
  sql: Sql,
  { limit, retentionMs }: { limit: number; retentionMs: number },
): Promise<void> {
  await sql`
    with old as (
      select id from batches
      where state <> 'receiving' and created_at < now() - ${retentionMs}::float8 * interval '1 ms' and not exists (
        select 1 from jobs where batch_id = batches.id and batch_id is not null
      )
      limit ${limit} for update skip locked
    )
    delete from batches where id in (select id from old)`;
}
