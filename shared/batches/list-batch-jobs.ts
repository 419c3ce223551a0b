import type { Sql } from '../db/client.ts';
import type { JobRow } from '../db/schema.ts';

/** What a batch tells of one of its jobs. */
export type BatchJob = Pick<
  JobRow,
  'id' | 'status' | 'inputName' | 'inputSha256' | 'result' | 'artifacts' | 'error'
> & { readonly position: number };

/** The jobs of a batch in the order of its files, behind `after`. */
export async function listBatchJobs(
  sql: Sql,
  { batchId, after, limit }: { batchId: string; after: number; limit: number },
): Promise<BatchJob[]> {
  return await sql<BatchJob[]>`
    select batch_position as position, id, status, input_name, input_sha256, result, artifacts, error from jobs
    where batch_id = ${batchId} and batch_id is not null and batch_position > ${after}
    order by batch_position limit ${limit}`;
}
