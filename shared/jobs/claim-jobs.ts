import type { Sql } from '../db/client.ts';
import type { JobRow } from '../db/schema.ts';

/** One try at a job: what a worker needs to run it, and the number that fences it. */
export type Attempt = Pick<
  JobRow,
  | 'id'
  | 'model'
  | 'attempt'
  | 'failures'
  | 'params'
  | 'inputSha256'
  | 'inputMediaType'
  | 'inputStore'
  | 'createdAt'
> & {
  readonly acceptMs: number;
  /** Insert to this claim, ms. */
  readonly queueMs: number;
  /** The input, when it was small enough to stand in the database. */
  readonly inlineInput: Uint8Array | null;
};

/**
 * Starts an attempt of each of these jobs that is queued and due: raises its number, takes the lease.
 * What is not queued any more (claimed by another, canceled, deleted) is left out, so a bell may ring twice.
 */
export async function claimJobs(
  sql: Sql,
  ids: readonly string[],
  { workerId, leaseMs }: { workerId: string; leaseMs: number },
): Promise<Attempt[]> {
  return await sql<Attempt[]>`
    with due as (
      -- In one order everywhere, so that two statements over the same rows cannot deadlock.
      select id from jobs
      where id = any(${ids as string[]}::uuid[]) and status = 'queued' and waits_for is null
        -- Bells are timed by other clocks: one that rings a little early must not be lost.
        and due_at <= now() + interval '250 ms'
        -- A deadline is for the first start: what was started in time, and lost, is started again.
        and (deadline_at is null or deadline_at > now() or started_at is not null)
      order by id for update
    ), claimed as (
      update jobs set
        status = 'running', attempt = jobs.attempt + 1, worker_id = ${workerId},
        lease_until = now() + ${leaseMs}::float8 * interval '1 ms',
        started_at = coalesce(jobs.started_at, now()), seq = jobs.seq + 1
      from due where jobs.id = due.id
      returning jobs.*
    )
    select
      claimed.id, model, attempt, failures, params, input_sha256, input_media_type, input_store, created_at,
      (timings->>'acceptMs')::float8 as accept_ms,
      (extract(epoch from now() - queued_at) * 1000)::float8 as queue_ms,
      job_inputs.bytes as inline_input
    from claimed left join job_inputs on job_inputs.job_id = claimed.id`;
}
