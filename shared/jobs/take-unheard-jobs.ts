import type { Sql } from '../db/client.ts';
import type { Ringable } from '../make-bells.ts';

/**
 * Finds jobs that are still queued this long after their bell was due, and moves that time to now, so that each
 * is rung again at most once per period however long the backlog is. Takes at most `limit`, oldest first.
 */
export async function takeUnheardJobs(
  sql: Sql,
  { afterMs, limit }: { afterMs: number; limit: number },
): Promise<Ringable[]> {
  return await sql<Ringable[]>`
    with unheard as (
      select id from jobs
      where finished_at is null and status = 'queued' and due_at < now() - ${afterMs}::float8 * interval '1 ms'
      order by due_at limit ${limit} for update skip locked
    )
    update jobs set due_at = now() from unheard where jobs.id = unheard.id
    returning jobs.id, jobs.model, jobs.priority`;
}
