import { createHash } from 'node:crypto';
import type { Context } from 'hono';
import { deleteBatch } from '../../shared/batches/delete-batch.ts';
import { findBatchByKey } from '../../shared/batches/find-batches.ts';
import { insertBatch } from '../../shared/batches/insert-batch.ts';
import { findPlacesTaken, resumeBatch } from '../../shared/batches/receive-batch.ts';
import { listRefusals } from '../../shared/batches/refusals.ts';
import type { BatchRow } from '../../shared/db/batch-schema.ts';
import { AppError } from '../../shared/domain/errors.ts';
import { newJobId } from '../../shared/domain/job-id.ts';
import { finishRemoval } from '../../shared/removals/remove-some.ts';
import type { Deps } from '../deps.ts';
import { refuseUnknownCollection } from '../find-own-collection.ts';
import { digestRequest } from '../intake.ts';
import { type JobPlan, planJobs, readIdempotencyKey } from '../new-job.ts';
import { admit, type Place } from '../queue/admit.ts';
import { takeUploadSlot } from '../upload/receive-body.ts';
import type { BatchSource } from './batch-source.ts';
import { fillBatch } from './fill-batch.ts';
import { readBatch } from './read-batch.ts';
import { Spool } from './spool.ts';

/**
 * Turns a request with many files into a batch and its jobs: read all files ─ find the model ─ parse its parameters ─
 * let all in, or none ─ make the batch durable ─ make a job of each file. Whatever goes wrong before the batch is durable
 * leaves nothing; from then on each file is a job or a refusal that the batch tells of.
 *
 * A repeat with the same `Idempotency-Key` finds the batch; where the api died while it took the files, the repeat takes
 * those that are left.
 *
 * @throws AppError fit for whoever sent the request
 */
export async function createBatch(
  c: Context,
  deps: Deps,
  owner: string,
): Promise<{ row: BatchRow; isReplay: boolean }> {
  const { MAX_BATCH_FILES: mostFiles, MAX_BATCH_BYTES: mostBytes, DATA_DIR } = deps.config;
  const idempotencyKey = readIdempotencyKey(c);
  const release = takeUploadSlot(() => deps.limits.uploads.take(owner));
  const spool = await Spool.open(DATA_DIR, { mostBytes }).catch((error) => {
    release();
    throw error;
  });
  try {
    const { options, source } = await readBatch(c, spool, { mostFiles, mostBytes });
    const plan = await planJobs(options, deps, owner);
    const requestSha256 = idempotencyKey === null ? null : digestBatch(plan, spool.digest());
    const known = idempotencyKey && (await findBatchByKey(deps.database.sql, owner, idempotencyKey));
    if (known) return await repeat(deps, known, { plan, source, requestSha256 });
    await refuseUnknownCollection({ owner, collectionId: options.collection }, deps.database.sql);
    const place = await admitFiles(deps, plan, source);
    const row = await insertBatch(deps.database.sql, {
      id: newJobId(),
      owner,
      model: plan.model.manifest.name,
      modelVersion: plan.model.manifest.version,
      metadata: options.metadata,
      files: source.count,
      idempotencyKey,
      requestSha256,
    }).catch((error) => {
      giveAllBack(place, source);
      throw error;
    });
    if (!row) {
      giveAllBack(place, source);
      throw stillReceiving();
    }
    const filled = await fillBatch(deps, row, { plan, source, place });
    await refuseEmpty(deps, filled);
    return { row: filled, isReplay: false };
  } finally {
    release();
    await spool.close();
  }
}

type Repeated = { plan: JobPlan; source: BatchSource; requestSha256: string | null };

/** @throws AppError `idempotency-mismatch`, `batch-receiving` */
async function repeat(deps: Deps, known: BatchRow, { plan, source, requestSha256 }: Repeated) {
  const { sql } = deps.database;
  if (known.requestSha256 !== requestSha256)
    throw new AppError('idempotency-mismatch', 'This Idempotency-Key was used for another request');
  if (known.state === 'complete' || known.canceledAt !== null) return { row: known, isReplay: true };
  const row = await resumeBatch(sql, known.id);
  if (!row) throw stillReceiving();
  // What was let in before is not refused now.
  const isTaken = await findPlacesTaken(sql, row.id);
  return { row: await fillBatch(deps, row, { plan, source, isTaken }), isReplay: true };
}

/**
 * A batch of which no file became a job is no batch.
 *
 * @throws AppError `no-file-accepted`
 */
async function refuseEmpty(
  { database: { sql } }: Deps,
  { id, owner, accepted, state }: BatchRow,
): Promise<void> {
  if (accepted !== 0 || state !== 'complete') return;
  const refusals = await listRefusals(sql, { batchId: id, after: -1, limit: 20 });
  const removal = await deleteBatch(sql, { id, owner });
  if (removal) await finishRemoval(sql, removal);
  const errors = refusals.map(({ position, name, message }) => ({
    path: `file.${position}`,
    message: name ? `${name}: ${message}` : message,
  }));
  throw new AppError('no-file-accepted', 'None of the files can become a job; `errors` says why', { errors });
}

function stillReceiving(): AppError {
  return new AppError(
    'batch-receiving',
    'The request that has used this Idempotency-Key first is not done; try again in a moment',
  );
}

/** All of them or none, by what the archive declares. @throws AppError `queue-full`, `too-many-files`, … */
async function admitFiles(deps: Deps, plan: JobPlan, source: BatchSource): Promise<Place> {
  return await admit(deps, {
    ...plan.options,
    model: plan.model.manifest.name,
    owner: plan.owner,
    inputSizeBytes: source.totalBytes,
    count: source.count,
  });
}

function giveAllBack(place: Place, { count }: BatchSource): void {
  for (let i = 0; i < count; i++) place.giveBack(i);
}

/** Equal for a repeat, different for another request under the same Idempotency-Key. */
function digestBatch({ params, options, webhook }: JobPlan, filesSha256: string): string {
  const { model: modelAsked, priority, metadata, deadlineMs, collection } = options;
  const asked = digestRequest({
    modelAsked,
    priority,
    params,
    metadata,
    inputSha256: filesSha256,
    deadlineMs,
    webhook,
    collectionId: collection,
  });
  return createHash('sha256').update(`batch ${asked}`).digest('hex');
}
