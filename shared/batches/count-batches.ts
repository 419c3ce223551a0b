import type { Sql } from '../db/client.ts';
import type { JobStatus } from '../domain/job-status.ts';

/** What has become of a batch's files so far. */
export type BatchCounts = Readonly<Record<JobStatus | 'refused', number>> & {
  /** The last end of a job; null before any. */
  readonly lastEndAt: string | null;
};

/** Counts the jobs and refusals of batches: reads their rows and no others. */
export async function countBatches(sql: Sql, ids: readonly string[]): Promise<Map<string, BatchCounts>> {
  const rows = await sql<(BatchCounts & { id: string })[]>`
    select asked.id, counted.*, (
      select count(*)::int from batch_refusals where batch_id = asked.id
    ) as refused
    from unnest(${ids as string[]}::uuid[]) as asked (id), lateral (
      select
        (count(*) filter (where status = 'queued'))::int as queued,
        (count(*) filter (where status = 'running'))::int as running,
        (count(*) filter (where status = 'succeeded'))::int as succeeded,
        (count(*) filter (where status = 'failed'))::int as failed,
        (count(*) filter (where status = 'canceled'))::int as canceled,
        max(finished_at) as last_end_at
      from jobs where batch_id = asked.id and batch_id is not null
    ) as counted`;
  return new Map(rows.map(({ id, ...counts }) => [id, counts]));
}
