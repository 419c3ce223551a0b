import type { Sql } from '../db/client.ts';
import type { Ringable } from '../make-bells.ts';
import { hasAnswer } from './settle-followers.ts';

/**
 * Of the jobs that wait for one that was canceled, deleted or missed its deadline, lets the oldest run and the others
 * wait for it; where another runs already, all wait for that. Takes at most `limit` at a time.
 *
 * @returns those to be rung for
 */
export async function promoteFollowers(sql: Sql, { limit }: { limit: number }): Promise<Ringable[]> {
  const changed = await sql<(Ringable & { waitsFor: string | null })[]>`
    with left_alone as (
      select id, owner, cache_key from jobs
      where waits_for is not null and finished_at is null and status = 'queued' and not exists (
        select 1 from jobs as leader
        where leader.id = jobs.waits_for and (leader.finished_at is null or ${hasAnswer(sql, 'leader')})
      )
      order by id limit ${limit} for update skip locked
    ), chosen as (
      select owner, cache_key, min(id::text)::uuid as first, (
        select id from jobs
        where jobs.owner = left_alone.owner and jobs.cache_key = left_alone.cache_key
          and cache_key is not null and waits_for is null and finished_at is null
      ) as running
      from left_alone group by owner, cache_key
    )
    update jobs set
      due_at = now(),
      waits_for = nullif(coalesce(chosen.running, chosen.first), jobs.id)
    from left_alone join chosen using (owner, cache_key) where jobs.id = left_alone.id
    returning jobs.id, jobs.model, jobs.rank, jobs.waits_for`;
  return changed.filter(({ waitsFor }) => waitsFor === null);
}
