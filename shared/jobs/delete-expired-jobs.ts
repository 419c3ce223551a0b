import type { Sql } from '../db/client.ts';
import { type DeletedJob, removeJobs } from './remove-jobs.ts';

/** Removes ended jobs whose retention is over, but for those that are kept; at most `limit` at a time. */
export async function deleteExpiredJobs(sql: Sql, { limit }: { limit: number }): Promise<DeletedJob[]> {
  return await removeJobs(
    sql,
    sql`
      select id from jobs
      where expires_at is not null and expires_at < now() and collection_id is null and verified_at is null
      order by expires_at limit ${limit} for update skip locked`,
  );
}
