import type { Sql } from '../db/client.ts';
import { RANKS } from '../domain/rank.ts';
import type { Ringable } from '../make-bells.ts';

/**
 * Finds jobs that are still queued this long after their bell was due, and moves that time to now, so that each is rung
 * again at most once per period. Of each model it takes the oldest of every rank, the longest unheard first.
 *
 * @param models how many of each at most
 */
export async function takeUnheardJobs(
  sql: Sql,
  models: ReadonlyMap<string, number>,
  { afterMs }: { afterMs: number },
): Promise<Ringable[]> {
  return await sql<Ringable[]>`
    with unheard as (
      select chosen.id
      from unnest(${[...models.keys()]}::text[], ${[...models.values()]}::int[]) as asked (model, most), lateral (
        select head.id
        from generate_series(0, ${RANKS - 1}) as line (rank), lateral (
          select id, due_at from jobs
          where jobs.model = asked.model and jobs.rank = line.rank and finished_at is null and status = 'queued'
            and waits_for is null and due_at < now() - ${afterMs}::float8 * interval '1 ms'
          order by id limit asked.most for update skip locked
        ) as head
        order by head.due_at, head.id limit asked.most
      ) as chosen
    )
    update jobs set due_at = now() from unheard where jobs.id = unheard.id
    returning jobs.id, jobs.model, jobs.rank`;
}
