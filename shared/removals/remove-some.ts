import type { Fragment, Sql } from '../db/client.ts';
import type { Removal } from '../domain/removal.ts';
import { type DeletedJob, removeJobs } from '../jobs/remove-jobs.ts';
import { deleteThingsOf } from './delete-things-of.ts';

/** SQL for which jobs a removal is about. */
const ABOUT = {
  collection: (sql, target) => sql`collection_id = ${target}::uuid and collection_id is not null`,
  'collection-alone': (sql, target) => sql`collection_id = ${target}::uuid and collection_id is not null`,
  batch: (sql, target) => sql`batch_id = ${target}::uuid and batch_id is not null`,
  owner: (sql, target) => sql`owner = ${target}`,
} as const satisfies Record<Removal['kind'], (sql: Sql, target: string) => Fragment>;

/**
 * Removes some of the jobs that are to go, or lets them out of their collection where they stay.
 *
 * @returns how many were dealt with, and those of them that are gone
 */
export async function removeSome(
  sql: Sql,
  { kind, target }: Removal,
  { limit, retentionMs }: { limit: number; retentionMs: number },
): Promise<{ count: number; deleted: DeletedJob[] }> {
  // Waits for those who are just claiming or ending one of them: what is told to be gone must be.
  const chosen = sql`
    select id from jobs where ${ABOUT[kind](sql, target)} order by id limit ${limit} for update`;
  if (kind !== 'collection-alone') {
    const deleted = await removeJobs(sql, chosen);
    return { count: deleted.length, deleted };
  }
  const { count } = await sql`
    with chosen as (${chosen})
    update jobs set
      collection_id = null, edits = jobs.edits + 1,
      expires_at = case
        when jobs.finished_at is not null
        then greatest(jobs.expires_at, now() + ${retentionMs}::float8 * interval '1 ms')
      end
    where id = any(array(select id from chosen))`;
  return { count, deleted: [] };
}

/** Takes the order back when there is nothing left to do, also not for others. */
export async function finishRemoval(sql: Sql, { kind, target }: Removal): Promise<void> {
  if (kind === 'owner') await deleteThingsOf(sql, target);
  await sql`
    delete from removals
    where kind = ${kind} and target = ${target}
      -- Who was let in a moment before may still be at it.
      and (kind <> 'owner' or created_at < now() - interval '15 minutes')
      and not exists (
      select 1 from jobs where ${ABOUT[kind](sql, target)}
    )`;
}

/** What was ordered and is not done, the oldest first. */
export async function findRemovals(sql: Sql): Promise<Removal[]> {
  return await sql<Removal[]>`select kind, target from removals order by created_at limit 100`;
}
