import { createHash } from 'node:crypto';
import { coalesce } from '../shared/coalesce.ts';
import type { Sql } from '../shared/db/client.ts';
import type { JobRow } from '../shared/db/schema.ts';
import { AppError } from '../shared/domain/errors.ts';
import { findByIdempotencyKey } from '../shared/jobs/find-by-idempotency-key.ts';
import { type InsertedJob, insertedJob, insertJobs, type NewJob } from '../shared/jobs/insert-jobs.ts';
import type { Log } from '../shared/log.ts';
import { makeBells } from '../shared/make-bells.ts';
import type { Queue } from '../shared/queue.ts';
import { isConnectionError } from '../shared/retry.ts';

/** A job that was accepted, and whether it is one that the same request has made before. */
export type Accepted = { readonly row: InsertedJob; readonly isReplay: boolean };

/**
 * Makes jobs durable, many at a time: insert ─ ring. The promise resolves after the commit and never before; a bell
 * that is lost then is the sweeper's to ring again.
 */
export function createIntake({
  sql,
  queue,
  bellSize,
  log,
}: {
  sql: Sql;
  queue: Queue;
  /** Most jobs of a model that one bell is to name. */
  bellSize: (model: string) => number;
  log: Log;
}): (job: NewJob) => Promise<Accepted> {
  const insert = coalesce(
    async (news: readonly NewJob[]) => {
      const inserted = new Set(await insertJobs(sql, news));
      const accepted = news.filter((job) => inserted.has(job.id));
      queue
        .ring(makeBells(accepted, bellSize))
        .catch((err: Error) => log.warn('bell.lost', { jobs: inserted.size, err: { message: err.message } }));
      return news.map((job) => (inserted.has(job.id) ? insertedJob(job) : undefined));
    },
    { maxSize: 200, isItemFault: (error) => !isConnectionError(error) },
  );

  return async (job) => {
    const row = await insert(job);
    return row ? { row, isReplay: false } : { row: await findReplayed(sql, job), isReplay: true };
  };
}

/**
 * A digest of all that a request asks for: equal for a repeat, different for another request under the same
 * Idempotency-Key.
 */
export function digestRequest(job: NewJob): string {
  const { model, modelVersion, priority, params, metadata, inputSha256, deadlineMs } = job;
  const asked = [model, modelVersion, priority, sorted(params), sorted(metadata), inputSha256, deadlineMs];
  return createHash('sha256').update(JSON.stringify(asked)).digest('hex');
}

function sorted(record: object): [string, unknown][] {
  return Object.entries(record).sort(([a], [b]) => (a < b ? -1 : 1));
}

async function findReplayed(sql: Sql, job: NewJob): Promise<JobRow> {
  const first = await findByIdempotencyKey(sql, job.owner, job.idempotencyKey ?? '');
  // Deleted between the two statements: the client's next try makes a new job.
  if (!first)
    throw new AppError('unavailable', 'The job of this Idempotency-Key is just being deleted; try again');
  if (first.requestSha256 !== job.requestSha256)
    throw new AppError('idempotency-mismatch', 'This Idempotency-Key was used for another request');
  return first;
}
