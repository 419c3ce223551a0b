import type { Sql } from '../db/client.ts';
import type { Outcome } from '../domain/outcome.ts';
import type { Timings } from '../domain/timings.ts';
import { recordChange } from './history-sql.ts';

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
  readonly priority: number;
  readonly status: 'queued' | 'succeeded' | 'failed';
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

async function writeSuccesses(
  sql: Sql,
  successes: readonly Success[],
  retentionMs: number,
): Promise<Settled[]> {
  const column = <T>(pick: (s: Success) => T) => successes.map(pick);
  return await sql<Settled[]>`
    with ended as (
      select * from unnest(
        ${column((s) => s.id)}::uuid[], ${column((s) => s.attempt)}::int[],
        ${column((s) => JSON.stringify(s.outcome.result))}::text[],
        ${column((s) => JSON.stringify(s.outcome.artifacts))}::text[],
        ${column((s) => JSON.stringify(s.outcome.receipt))}::text[],
        ${column((s) => JSON.stringify(s.timings))}::text[]
      ) as t (id, attempt, result, artifacts, receipt, timings)
    ), mine as (
      select jobs.id from jobs join ended using (id, attempt)
      where jobs.status = 'running' order by jobs.id for update of jobs
    )
    update jobs set
      status = 'succeeded', result = ended.result::jsonb, artifacts = ended.artifacts::jsonb,
      receipt = ended.receipt::jsonb, timings = ended.timings::jsonb, error = null,
      worker_id = null, lease_until = null, finished_at = now(),
      expires_at = now() + ${retentionMs}::float8 * interval '1 ms',
      ${recordChange(sql, 'succeeded')}
    from mine join ended using (id) where jobs.id = mine.id
    returning jobs.id, jobs.model, jobs.priority, jobs.status`;
}

async function writeFailures(
  sql: Sql,
  failures: readonly Unsuccess[],
  retentionMs: number,
): Promise<Settled[]> {
  const column = <T>(pick: (s: Unsuccess) => T) => failures.map(pick);
  const errorOf = (s: Unsuccess) => JSON.stringify({ ...s.outcome.error, attempts: s.attempt });
  const ended = sql`
    ended as (
      select * from unnest(
        ${column((s) => s.id)}::uuid[], ${column((s) => s.attempt)}::int[],
        ${column((s) => (s.outcome.kind === 'retry' ? 1 : 0))}::int[],
        ${column((s) => (s.outcome.kind === 'retry' ? s.outcome.delayMs : 0))}::float8[],
        ${column((s) => (s.outcome.kind === 'retry' && !s.outcome.blamed ? 0 : 1))}::int[],
        ${column(errorOf)}::text[], ${column((s) => JSON.stringify(s.timings))}::text[]
      ) as t (id, attempt, is_retry, delay_ms, blame, error, timings)
    ), mine as (
      select jobs.id from jobs join ended using (id, attempt)
      where jobs.status = 'running' order by jobs.id for update of jobs
    )`;
  return await sql<Settled[]>`
    with ${ended}, retried as (
      update jobs set
        status = 'queued', error = ended.error::jsonb, failures = jobs.failures + ended.blame,
        worker_id = null, lease_until = null, queued_at = now(),
        due_at = now() + ended.delay_ms * interval '1 ms',
        ${recordChange(sql, 'queued', { error: sql`ended.error::jsonb` })}
      from mine join ended using (id) where jobs.id = mine.id and ended.is_retry = 1
      returning jobs.id, jobs.model, jobs.priority, jobs.status
    ), failed as (
      update jobs set
        status = 'failed', error = ended.error::jsonb, failures = jobs.failures + ended.blame,
        timings = ended.timings::jsonb, worker_id = null, lease_until = null, finished_at = now(),
        expires_at = now() + ${retentionMs}::float8 * interval '1 ms',
        ${recordChange(sql, 'failed')}
      from mine join ended using (id) where jobs.id = mine.id and ended.is_retry = 0
      returning jobs.id, jobs.model, jobs.priority, jobs.status
    )
    select * from retried union all select * from failed`;
}
