import type { Sql } from '../db/client.ts';
import { type DeletedJob, removeJobs } from './remove-jobs.ts';

/** Removes a job, whatever its status; see `removeJobs`. @returns undefined when there is none of this owner */
export async function deleteJob(
  sql: Sql,
  { id, owner }: { id: string; owner: string },
): Promise<DeletedJob | undefined> {
  const [deleted] = await removeJobs(
    sql,
    sql`select id from jobs where id = ${id} and owner = ${owner} for update`,
  );
  return deleted;
}
