import type { Sql } from '../db/client.ts';

/** What a deleted job leaves to be removed elsewhere. */
export type DeletedJob = {
  readonly id: string;
  readonly inputStore: 'inline' | 'blob';
  readonly artifacts: unknown[];
};

/**
 * Removes a job and its small input, whatever its status; an attempt under way finds itself fenced.
 * The caller removes the blobs afterwards: should it die before, the sweeper finds them without a row.
 *
 * @returns undefined when there is none of this owner
 */
export async function deleteJob(
  sql: Sql,
  { id, owner }: { id: string; owner: string },
): Promise<DeletedJob | undefined> {
  const [deleted] = await sql<DeletedJob[]>`
    with gone as (
      delete from jobs where id = ${id} and owner = ${owner} returning id, input_store, artifacts
    ), inputs as (
      delete from job_inputs where job_id in (select id from gone)
    )
    select * from gone`;
  return deleted;
}
