import type { Sql } from '../db/client.ts';

/** What one owner has in a model's queue, of one rank. */
export type QueueDepth = {
  readonly model: string;
  readonly owner: string;
  readonly rank: number;
  readonly waiting: number;
  readonly running: number;
  /** Age of the job that has been queued longest; null when none waits. */
  readonly oldestMs: number | null;
};

/** Depth of every model's queue that is not empty, by owner and rank. Reads only what has not ended. */
export async function queueDepths(sql: Sql): Promise<QueueDepth[]> {
  return await sql<QueueDepth[]>`
    select model, owner, rank,
      (count(*) filter (where status = 'queued'))::int as waiting,
      (count(*) filter (where status = 'running'))::int as running,
      (extract(epoch from now() - min(queued_at) filter (where status = 'queued')) * 1000)::float8 as oldest_ms
    from jobs where finished_at is null group by model, owner, rank`;
}
