import type { Sql } from '../db/client.ts';

/** One model's queue as it stands. */
export type QueueDepth = {
  readonly model: string;
  readonly waiting: number;
  readonly running: number;
  /** Age of the job that has been queued longest; null when none waits. */
  readonly oldestMs: number | null;
};

/** Depth of every model's queue that is not empty. Reads only what has not ended. */
export async function queueDepths(sql: Sql): Promise<QueueDepth[]> {
  return await sql<QueueDepth[]>`
    select model,
      (count(*) filter (where status = 'queued'))::int as waiting,
      (count(*) filter (where status = 'running'))::int as running,
      (extract(epoch from now() - min(queued_at) filter (where status = 'queued')) * 1000)::float8 as oldest_ms
    from jobs where finished_at is null group by model`;
}
