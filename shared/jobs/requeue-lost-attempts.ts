import type { Fragment, Sql } from '../db/client.ts';
import { failure } from '../domain/job-error.ts';
import { RETRY_POLICY } from '../domain/outcome.ts';
import type { Settled } from './settle-attempts.ts';
import { spendAttempt } from './spend-attempt.ts';

/**
 * Ends the attempts whose lease is over: their worker died, hung or cannot reach the database. Their jobs are
 * queued again at once, or failed when too many attempts were lost. Takes at most `limit` at a time.
 */
export async function requeueLostAttempts(
  sql: Sql,
  { limit, retentionMs }: { limit: number; retentionMs: number },
): Promise<Settled[]> {
  const lost = failure('worker-lost', 'The worker that ran the job was lost');
  const error: Fragment = sql`(${JSON.stringify(lost)}::text::jsonb || jsonb_build_object('attempts', jobs.attempt))`;
  return await sql<Settled[]>`
    with lost as (
      select id, attempt >= ${RETRY_POLICY.maxAttempts} as is_exhausted from jobs
      where finished_at is null and status = 'running' and lease_until < now()
      order by id limit ${limit} for update skip locked
    ), requeued as (
      update jobs set
        status = 'queued', error = ${error}, worker_id = null, lease_until = null, due_at = now(),
        ${spendAttempt(sql, error)}
      from lost where jobs.id = lost.id and not lost.is_exhausted
      returning jobs.id, jobs.model, jobs.rank, jobs.status, jobs.cache_key is not null as is_shared
    ), failed as (
      update jobs set
        status = 'failed', error = ${error}, worker_id = null, lease_until = null, finished_at = now(),
        expires_at = now() + ${retentionMs}::float8 * interval '1 ms',
        seq = jobs.seq + 1
      from lost where jobs.id = lost.id and lost.is_exhausted
      returning jobs.id, jobs.model, jobs.rank, jobs.status, jobs.cache_key is not null as is_shared
    )
    select * from requeued union all select * from failed`;
}
