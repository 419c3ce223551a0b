import type { BatchRow } from '../db/batch-schema.ts';
import type { Sql } from '../db/client.ts';

/**
 * Cancels a batch and those of its jobs that have not ended, all or none: no file of it becomes a job from then on.
 * Repeating it changes nothing.
 *
 * @returns the ids of the jobs that this call has canceled; undefined when there is no such batch of this owner
 */
export async function cancelBatch(
  sql: Sql,
  { id, owner, retentionMs }: { id: string; owner: string; retentionMs: number },
): Promise<{ batch: BatchRow; canceled: string[] } | undefined> {
  return await sql.begin(async (tx) => {
    // Waits for those who are just inserting jobs of it, which hold its row; the next statement sees what they have.
    const [batch] = await tx<BatchRow[]>`
      update batches set canceled_at = coalesce(canceled_at, now()) where id = ${id} and owner = ${owner} returning *`;
    if (!batch) return undefined;
    const canceled = await tx<{ id: string }[]>`
      with open as (
        select id from jobs
        where batch_id = ${id} and batch_id is not null and status in ('queued', 'running')
        order by id for update
      )
      update jobs set
        status = 'canceled', worker_id = null, lease_until = null, finished_at = now(),
        expires_at = now() + ${retentionMs}::float8 * interval '1 ms', seq = jobs.seq + 1
      where id = any(array(select id from open))
      returning id`;
    return { batch, canceled: canceled.map((job) => job.id) };
  });
}
