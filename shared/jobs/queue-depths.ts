import type { Sql } from '../db/client.ts';

/** One model's queue as it stands. */
export type QueueDepth = {
  readonly model: string;
  readonly waiting: number;
  readonly running: number;
  /** Age of the job that has been queued longest; null when none waits. */
  readonly oldestMs: number | null;
};

/** Depth of every model's queue that is not empty. Reads the partial indexes of what has not ended only. */
export async function queueDepths(sql: Sql): Promise<QueueDepth[]> {
  return await sql<QueueDepth[]>`
    with open as (
      select model, 'queued' as status, queued_at from jobs where status = 'queued'
      union all
      select model, 'running', null from jobs where status = 'running'
    )
    select model,
      (count(*) filter (where status = 'queued'))::int as waiting,
      (count(*) filter (where status = 'running'))::int as running,
      (extract(epoch from now() - min(queued_at)) * 1000)::float8 as oldest_ms
    from open group by model`;
}
