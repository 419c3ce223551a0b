import type { Sql } from '../db/client.ts';
import type { Outcome } from '../domain/outcome.ts';
import type { Timings } from '../domain/timings.ts';
import { spendAttempt } from './spend-attempt.ts';

/** The end of an attempt: who ended, how, and where its time went. */
export type Settlement = {
  readonly id: string;
  readonly attempt: number;
  readonly outcome: Outcome;
  readonly timings: Timings;
};

/** What became of a settled attempt. */
export type Settled = {
  readonly id: string;
  readonly model: string;
  readonly rank: number;
  readonly status: 'queued' | 'succeeded' | 'failed';
  /** Whether others may wait for its result. */
  readonly isShared: boolean;
  /** Whether somebody is to be told of the end; not said where nobody asks. */
  readonly hasWebhook?: boolean;
};

/**
 * Writes the ends of attempts, many in one statement, each fenced by its number: an attempt that has lost its job
 * meanwhile (lease over, canceled, deleted) changes nothing.
 *
 * @returns the jobs that were still theirs
 */
export async function settleAttempts(
  sql: Sql,
  settlements: readonly Settlement[],
  { retentionMs }: { retentionMs: number },
): Promise<Settled[]> {
  const succeeded = settlements.flatMap((s) =>
    s.outcome.kind === 'succeeded' ? [{ ...s, outcome: s.outcome }] : [],
  );
  const others = settlements.flatMap((s) =>
    s.outcome.kind === 'succeeded' ? [] : [{ ...s, outcome: s.outcome }],
  );
  // Each is one statement and safe to repeat; together they need no transaction: no job is in both.
  const [a, b] = await Promise.all([
    succeeded.length > 0 ? writeSuccesses(sql, succeeded, retentionMs) : [],
    others.length > 0 ? writeFailures(sql, others, retentionMs) : [],
  ]);
  return [...a, ...b];
}

type Success = Settlement & { readonly outcome: Extract<Outcome, { kind: 'succeeded' }> };
type Unsuccess = Settlement & { readonly outcome: Exclude<Outcome, { kind: 'succeeded' }> };

// Both lock their rows in the order of ids, so that two statements cannot deadlock, and find them by an array, which is
// a look-up by key whatever the statistics say: a join was at times planned as a walk over the whole table.

async function writeSuccesses(
  sql: Sql,
  successes: readonly Success[],
  retentionMs: number,
): Promise<Settled[]> {
  const rows = JSON.stringify(successes.map(({ outcome, ...rest }) => ({ ...rest, ...outcome })));
  return await sql<Settled[]>`
    with ended as (
      select * from json_to_recordset(${rows}::text::json) as t (
        id uuid, attempt int, result jsonb, artifacts jsonb, receipt jsonb, timings jsonb
      )
    ), mine as (
      select id, attempt from jobs
      where id = any(array(select id from ended)) and status = 'running' order by id for update
    )
    update jobs set
      status = 'succeeded', result = ended.result, artifacts = ended.artifacts, receipt = ended.receipt,
      timings = ended.timings, error = null, worker_id = null, lease_until = null, finished_at = now(),
      expires_at = now() + ${retentionMs}::float8 * interval '1 ms', seq = jobs.seq + 1
    from mine join ended using (id, attempt) where jobs.id = mine.id
    returning jobs.id, jobs.model, jobs.rank, jobs.status, jobs.cache_key is not null as is_shared,
        jobs.webhook is not null as has_webhook`;
}

async function writeFailures(
  sql: Sql,
  failures: readonly Unsuccess[],
  retentionMs: number,
): Promise<Settled[]> {
  const rows = JSON.stringify(
    failures.map(({ id, attempt, outcome, timings }) => ({
      id,
      attempt,
      timings,
      error: { ...outcome.error, attempts: attempt },
      retryAfterMs: outcome.kind === 'retry' ? outcome.delayMs : null,
      blame: outcome.kind === 'retry' && !outcome.blamed ? 0 : 1,
    })),
  );
  return await sql<Settled[]>`
    with ended as (
      select * from json_to_recordset(${rows}::text::json) as t (
        id uuid, attempt int, timings jsonb, error jsonb, "retryAfterMs" float8, blame int
      )
    ), mine as (
      select id, attempt from jobs
      where id = any(array(select id from ended)) and status = 'running' order by id for update
    ), retried as (
      update jobs set
        status = 'queued', error = ended.error, failures = jobs.failures + ended.blame,
        worker_id = null, lease_until = null, due_at = now() + "retryAfterMs" * interval '1 ms',
        ${spendAttempt(sql, sql`ended.error`)}
      from mine join ended using (id, attempt) where jobs.id = mine.id and "retryAfterMs" is not null
      returning jobs.id, jobs.model, jobs.rank, jobs.status, jobs.cache_key is not null as is_shared,
        false as has_webhook
    ), failed as (
      update jobs set
        status = 'failed', error = ended.error, failures = jobs.failures + ended.blame,
        timings = ended.timings, worker_id = null, lease_until = null, finished_at = now(),
        expires_at = now() + ${retentionMs}::float8 * interval '1 ms', seq = jobs.seq + 1
      from mine join ended using (id, attempt) where jobs.id = mine.id and "retryAfterMs" is null
      returning jobs.id, jobs.model, jobs.rank, jobs.status, jobs.cache_key is not null as is_shared,
        jobs.webhook is not null as has_webhook
    )
    select * from retried union all select * from failed`;
}
