import { createHash } from 'node:crypto';
import { findBatch } from '../shared/batches/find-batches.ts';
import { coalesce } from '../shared/coalesce.ts';
import type { Sql } from '../shared/db/client.ts';
import type { JobRow } from '../shared/db/schema.ts';
import { AppError } from '../shared/domain/errors.ts';
import { findByIdempotencyKey } from '../shared/jobs/find-by-idempotency-key.ts';
import { findJobs } from '../shared/jobs/find-jobs.ts';
import { type InsertedJob, insertedJob, insertJobs, type NewJob } from '../shared/jobs/insert-jobs.ts';
import type { Log } from '../shared/log.ts';
import { makeBells } from '../shared/make-bells.ts';
import type { Queue } from '../shared/queue.ts';
import { isConnectionError } from '../shared/retry.ts';
import { refuseUnknownCollection } from './find-own-collection.ts';
import type { SharedResults } from './share-results.ts';

/** A job that was accepted, and whether it is one that the same request has made before. */
export type Accepted = { readonly row: InsertedJob; readonly isReplay: boolean };

/**
 * Makes jobs durable, many at a time: insert ─ ring. The promise resolves after the commit and never before; a bell
 * that is lost then is the sweeper's to ring again.
 */
export function createIntake({
  sql,
  queue,
  shared,
  bellSize,
  log,
}: {
  sql: Sql;
  queue: Queue;
  shared: SharedResults;
  /** Most jobs of a model that one bell is to name. */
  bellSize: (model: string) => number;
  log: Log;
}): (job: NewJob) => Promise<Accepted> {
  const insert = coalesce(
    async (news: readonly NewJob[]) => {
      const inserted = new Set(await insertJobs(sql, news));
      const accepted = news.filter((job) => inserted.has(job.id));
      queue
        .ring(makeBells(accepted.filter(runsByItself), bellSize))
        .catch((err: Error) => log.warn('bell.lost', { jobs: inserted.size, err: { message: err.message } }));
      return news.map((job) => (inserted.has(job.id) ? insertedJob(job) : undefined));
    },
    { maxSize: 200, isItemFault: (error) => !isConnectionError(error) },
  );

  return async (job) => {
    for (let tries = 0; tries < MOST_TRIES; tries++) {
      const { owner, cacheKey } = job;
      const waitsFor = cacheKey === null ? null : await shared.findLeader({ owner, cacheKey });
      const row = await insert(waitsFor === null ? job : { ...job, waitsFor });
      // It is accepted: that it has to wait for its answer a little longer is no reason to refuse it.
      if (row) return { row: await shared.answer(row).catch(() => row), isReplay: false };
      const replayed = await findReplayed(sql, job);
      if (replayed) return { row: replayed, isReplay: true };
      // An insert whose answer was lost: this is its repeat.
      const [own] = tries === 0 ? await findJobs(sql, [job.id]) : [];
      if (own) return { row: own, isReplay: false };
      await refuseUnknownCollection(job, sql);
      await refuseGoneBatch(job, sql);
      // Another request of the same answer was first, or the job that had the Idempotency-Key is just being deleted.
    }
    throw new AppError('unavailable', 'Others did the same at the same moment; try again');
  };
}

const MOST_TRIES = 4;

function runsByItself({ waitsFor }: NewJob): boolean {
  return waitsFor === null;
}

/** What a request asks for. */
type Asked = { readonly modelAsked: string } & Pick<
  NewJob,
  'priority' | 'params' | 'metadata' | 'inputSha256' | 'deadlineMs' | 'webhook' | 'collectionId'
>;

/**
 * A digest of all that a request asks for: equal for a repeat, different for another request under the same
 * Idempotency-Key.
 */
export function digestRequest(job: Asked): string {
  const { modelAsked, priority, params, metadata, inputSha256, deadlineMs, webhook, collectionId } = job;
  const asked: unknown[] = [
    // As the client named it: a repeat after the model has got another version is still a repeat.
    modelAsked,
    priority,
    sorted(params),
    sorted(metadata),
    inputSha256,
    deadlineMs,
  ];
  // Behind the others, so that a request without one keeps the digest that it has always had.
  if (webhook) asked.push(webhook.url, [...webhook.events].sort());
  if (collectionId) asked.push({ collectionId });
  return createHash('sha256').update(JSON.stringify(asked)).digest('hex');
}

function sorted(record: object): [string, unknown][] {
  return Object.entries(record).sort(([a], [b]) => (a < b ? -1 : 1));
}

/** @throws AppError `batch-gone` */
async function refuseGoneBatch({ batchId, owner }: NewJob, sql: Sql): Promise<void> {
  if (batchId === null) return;
  const batch = await findBatch(sql, { id: batchId, owner });
  if (!batch || batch.canceledAt !== null)
    throw new AppError('batch-gone', 'The batch was canceled or deleted while its files were taken');
}

/** @throws AppError `idempotency-mismatch` */
async function findReplayed(sql: Sql, job: NewJob): Promise<JobRow | undefined> {
  if (job.idempotencyKey === null) return undefined;
  const first = await findByIdempotencyKey(sql, job.owner, job.idempotencyKey);
  if (first && first.requestSha256 !== job.requestSha256)
    throw new AppError('idempotency-mismatch', 'This Idempotency-Key was used for another request');
  return first;
}
