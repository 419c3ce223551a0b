import type { Fragment, Sql } from '../db/client.ts';

/** What a deleted job leaves to be removed elsewhere. */
export type DeletedJob = {
  readonly id: string;
  readonly inputStore: 'inline' | 'blob' | 'removed';
  readonly artifacts: unknown[];
};

/**
 * Removes jobs with all that stands in the database for them, in one statement: whatever belongs to a job is named here
 * and nowhere else. An attempt under way finds itself fenced. The caller removes the blobs afterwards: should it die
 * before, the sweeper finds them without a row.
 *
 * @param chosen SQL that selects their ids, and locks them in the order of ids or with `skip locked`
 */
export async function removeJobs(sql: Sql, chosen: Fragment): Promise<DeletedJob[]> {
  return await sql<DeletedJob[]>`
    with chosen as (${chosen}), gone as (
      delete from jobs where id = any(array(select id from chosen))
      returning id, input_store, artifacts
    ), inputs as (
      delete from job_inputs where job_id in (select id from gone)
    ), deliveries as (
      delete from webhook_deliveries where job_id in (select id from gone)
    )
    select * from gone`;
}

/** Whether a deleted job has left blobs. */
export function hasBlobs({ inputStore, artifacts }: DeletedJob): boolean {
  return inputStore === 'blob' || artifacts.length > 0;
}
