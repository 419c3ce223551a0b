import type { Sql } from '../db/client.ts';
import { failure } from '../domain/job-error.ts';
import type { Settled } from './settle-attempts.ts';

/** Fails the queued jobs whose deadline has passed before they were started; at most `limit` at a time. */
export async function failMissedDeadlines(
  sql: Sql,
  { limit, retentionMs }: { limit: number; retentionMs: number },
): Promise<Settled[]> {
  const missed = JSON.stringify(failure('deadline-exceeded', 'The job was not started by its deadline'));
  return await sql<Settled[]>`
    with missed as (
      select id from jobs
      where finished_at is null and status = 'queued' and deadline_at < now() and started_at is null
      order by id limit ${limit} for update skip locked
    )
    update jobs set
      status = 'failed', error = ${missed}::text::jsonb || jsonb_build_object('attempts', jobs.attempt),
      finished_at = now(), expires_at = now() + ${retentionMs}::float8 * interval '1 ms',
      seq = jobs.seq + 1
    from missed where jobs.id = missed.id
    returning jobs.id, jobs.model, jobs.rank, jobs.status, jobs.cache_key is not null as is_shared`;
}
