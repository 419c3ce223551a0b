import type { Sql } from '../db/client.ts';
import type { JobRow } from '../db/schema.ts';

/**
 * Puts jobs into a collection, or out of any: all of them, or none when one is missing. A job that was kept by its
 * collection has a whole retention before it from then on. Repeating it changes nothing.
 *
 * @param ids each once
 * @returns the rows as they stand now; none when the collection or one of the jobs is not this owner's
 */
export async function moveJobs(
  sql: Sql,
  move: {
    readonly ids: readonly string[];
    readonly owner: string;
    readonly collectionId: string | null;
    readonly retentionMs: number;
  },
): Promise<JobRow[]> {
  const { ids, owner, collectionId, retentionMs } = move;
  return await sql<JobRow[]>`
    with target as (
      -- So that it is not deleted before this is done.
      select id from collections where id = ${collectionId} and owner = ${owner} for key share
    ), mine as (
      select id from jobs
      where id = any(${ids as string[]}::uuid[]) and owner = ${owner}
        and (${collectionId}::uuid is null or exists (select 1 from target))
      order by id for update
    )
    update jobs set
      collection_id = ${collectionId},
      edits = jobs.edits + (jobs.collection_id is distinct from ${collectionId}::uuid)::int,
      expires_at = case
        when jobs.collection_id is null or ${collectionId}::uuid is not null then jobs.expires_at
        when jobs.finished_at is null then null
        else greatest(jobs.expires_at, now() + ${retentionMs}::float8 * interval '1 ms')
      end
    where id = any(array(select id from mine)) and (select count(*) from mine) = ${ids.length}
    returning *`;
}
