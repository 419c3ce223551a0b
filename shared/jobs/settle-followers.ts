import type { Fragment, Sql } from '../db/client.ts';
import type { Settled } from './settle-attempts.ts';

/**
 * Ends the jobs that wait for these, where these have ended: with the same result, or the same error, because the same
 * input makes the same model fail again. Those of a job that was canceled, or missed its own deadline, wait on; see
 * `promoteFollowers`. Safe to repeat.
 */
export async function settleFollowers(
  sql: Sql,
  leaderIds: readonly string[],
  { retentionMs }: { retentionMs: number },
): Promise<Settled[]> {
  return await sql<Settled[]>`
    with ended as (
      select id, result, receipt, error from jobs
      where id = any(${leaderIds as string[]}::uuid[]) and ${hasAnswer(sql, 'jobs')}
    ), mine as (
      select jobs.id, ended.result, ended.receipt, ended.error
      from jobs join ended on jobs.waits_for = ended.id
      where jobs.waits_for = any(${leaderIds as string[]}::uuid[]) and jobs.waits_for is not null
        and jobs.status = 'queued' and jobs.finished_at is null
      order by jobs.id for update of jobs
    ), answered as (
      update jobs set
        status = 'succeeded', result = mine.result, receipt = mine.receipt || '{"cached": true}', error = null,
        timings = jobs.timings || jsonb_build_object(
          'queueMs', round((extract(epoch from now() - queued_at) * 1000)::numeric, 2),
          'totalMs', round((extract(epoch from now() - queued_at) * 1000)::numeric, 2) + (timings->>'acceptMs')::numeric
        ),
        finished_at = now(), expires_at = now() + ${retentionMs}::float8 * interval '1 ms', seq = jobs.seq + 1
      from mine where jobs.id = mine.id and mine.result is not null
      returning jobs.id, jobs.model, jobs.rank, jobs.status, false as is_shared
    ), failed as (
      update jobs set
        status = 'failed', error = mine.error, finished_at = now(),
        expires_at = now() + ${retentionMs}::float8 * interval '1 ms', seq = jobs.seq + 1
      from mine where jobs.id = mine.id and mine.result is null
      returning jobs.id, jobs.model, jobs.rank, jobs.status, false as is_shared
    )
    select * from answered union all select * from failed`;
}

/**
 * SQL for whether a job has ended in a way that is the end of those, too, who wait for it.
 *
 * @param job what the statement calls it
 */
export function hasAnswer(sql: Sql, job: string): Fragment {
  const column = (name: string) => sql(`${job}.${name}`);
  return sql`(
    ${column('finished_at')} is not null and (
      ${column('result')} is not null
      or (${column('status')} = 'failed' and ${column('error')}->>'code' <> 'deadline-exceeded')
    )
  )`;
}
