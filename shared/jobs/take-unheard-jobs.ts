import type { Sql } from '../db/client.ts';
import type { Ringable } from '../make-bells.ts';

/**
 * Finds jobs of these models that are still queued this long after their bell was due, and moves that time to now, so
 * that each is rung again at most once per period. Takes at most `limit` of each model, those that are served first.
 */
export async function takeUnheardJobs(
  sql: Sql,
  { models, afterMs, limit }: { models: readonly string[]; afterMs: number; limit: number },
): Promise<Ringable[]> {
  return await sql<Ringable[]>`
    with unheard as (
      select head.id from unnest(${models as string[]}::text[]) as asked (model), lateral (
        select id from jobs
        where jobs.model = asked.model and finished_at is null and status = 'queued'
          and due_at < now() - ${afterMs}::float8 * interval '1 ms'
        order by priority, id limit ${limit} for update skip locked
      ) as head
    )
    update jobs set due_at = now() from unheard where jobs.id = unheard.id
    returning jobs.id, jobs.model, jobs.priority`;
}
