import type { Sql } from '../db/client.ts';
import type { JobRow } from '../db/schema.ts';

/**
 * Ends a job that has not ended as `canceled`. A running attempt is not stopped; it finds itself fenced when it
 * settles, and its result is dropped.
 *
 * @returns the row as it stands now and whether this call canceled it; undefined when there is none of this owner
 */
export async function cancelJob(
  sql: Sql,
  { id, owner, retentionMs }: { id: string; owner: string; retentionMs: number },
): Promise<{ job: JobRow; isNew: boolean } | undefined> {
  const [canceled] = await sql<JobRow[]>`
    update jobs set
      status = 'canceled', worker_id = null, lease_until = null, finished_at = now(),
      expires_at = now() + ${retentionMs}::float8 * interval '1 ms',
      seq = jobs.seq + 1
    where id = ${id} and owner = ${owner} and status in ('queued', 'running')
    returning *`;
  if (canceled) return { job: canceled, isNew: true };
  const [job] = await sql<JobRow[]>`select * from jobs where id = ${id} and owner = ${owner}`;
  return job && { job, isNew: false };
}
