import type { Sql } from '../db/client.ts';
import type { DeletedJob } from './delete-job.ts';

/** Removes ended jobs whose retention is over, with their small inputs; at most `limit` at a time. See `deleteJob`. */
export async function deleteExpiredJobs(sql: Sql, { limit }: { limit: number }): Promise<DeletedJob[]> {
  return await sql<DeletedJob[]>`
    with expired as (
      select id from jobs where expires_at is not null and expires_at < now()
      order by expires_at limit ${limit} for update skip locked
    ), gone as (
      delete from jobs using expired where jobs.id = expired.id
      returning jobs.id, jobs.input_store, jobs.artifacts
    ), inputs as (
      delete from job_inputs where job_id in (select id from gone)
    )
    select * from gone`;
}
