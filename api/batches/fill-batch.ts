import { sealBatch, touchBatch } from '../../shared/batches/receive-batch.ts';
import { insertRefusals } from '../../shared/batches/refusals.ts';
import { coalesce } from '../../shared/coalesce.ts';
import type { BatchRefusal, BatchRow } from '../../shared/db/batch-schema.ts';
import { AppError } from '../../shared/domain/errors.ts';
import { newJobId } from '../../shared/domain/job-id.ts';
import { rankOf } from '../../shared/domain/rank.ts';
import { roundMs } from '../../shared/domain/timings.ts';
import { retryWhileAway } from '../../shared/retry.ts';
import type { Deps } from '../deps.ts';
import { type JobPlan, newJob } from '../new-job.ts';
import type { Place } from '../queue/admit.ts';
import { uploadBounds } from '../upload/max-bytes.ts';
import { receiveInput } from '../upload/receive-input.ts';
import { cleanName } from '../upload/submission.ts';
import type { BatchFile, BatchSource } from './batch-source.ts';

/** Files under way at a time: enough for inserts to share statements, few enough to hold little. */
const AT_A_TIME = 128;
const TOUCH_EVERY_MS = 5000;
/** So long a database that is away is waited for. */
const DATABASE_AWAY_MS = 10_000;

type Filling = {
  readonly plan: JobPlan;
  readonly source: BatchSource;
  /** Where the jobs were let in; none when they were before. */
  readonly place?: Place;
  /** Places of files that were dealt with before. */
  readonly isTaken?: ReadonlySet<number>;
};

/**
 * Makes a job of each file of a batch that is durable, and notes those that cannot become one. When the batch is canceled
 * or deleted meanwhile it stops. Should this process die, the sweeper seals the batch as interrupted.
 *
 * @returns the row as it stands then
 * @throws AppError `batch-gone` when it was deleted; and what is wrong with the server, which leaves it interrupted
 */
export async function fillBatch(deps: Deps, batch: BatchRow, filling: Filling): Promise<BatchRow> {
  const { sql } = deps.database;
  const refuse = coalesce(
    async (refusals: readonly BatchRefusal[]) => {
      await insertRefusals(sql, refusals);
      return refusals;
    },
    { maxSize: 500 },
  );
  const touching = setInterval(() => void touchBatch(sql, batch.id).catch(() => {}), TOUCH_EVERY_MS);
  let isGone = false;
  try {
    await eachOf(filling.source.files(), AT_A_TIME, async (file) => {
      if (isGone || filling.isTaken?.has(file.position)) return filling.place?.giveBack(file.position);
      try {
        await takeFile(deps, batch, filling, file);
      } catch (error) {
        filling.place?.giveBack(file.position);
        if (!(error instanceof AppError)) throw error;
        if (error.code === 'batch-gone') isGone = true;
        else await refuse(refusalOf(batch, file, error));
      }
    });
  } catch (error) {
    await sealBatch(sql, batch.id, 'interrupted').catch(() => {});
    throw error;
  } finally {
    clearInterval(touching);
  }
  const sealed = await sealBatch(sql, batch.id, isGone ? 'interrupted' : 'complete');
  if (!sealed) throw new AppError('batch-gone', 'The batch was deleted while its files were taken');
  return sealed;
}

async function takeFile(deps: Deps, batch: BatchRow, { plan, place }: Filling, file: BatchFile) {
  const startedAt = performance.now();
  const id = newJobId();
  const { MAX_UPLOAD_BYTES, INLINE_BYTES: inlineBytes } = deps.config;
  const maxBytes = uploadBounds(deps.catalog, MAX_UPLOAD_BYTES).maxBytesOf(plan.model.manifest.name);
  const receiver = receiveInput(deps.blobs, { jobId: id, inlineBytes, maxBytes });
  let isHandedOver = false;
  try {
    for await (const chunk of file.open()) await receiver.write(chunk);
    const arrived = { input: await receiver.finish(), inputName: cleanName(file.name), mediaType: null };
    const job = newJob(plan, arrived, {
      id,
      idempotencyKey: null,
      requestSha256: null,
      batchId: batch.id,
      batchPosition: file.position,
      rank: place?.rankOf(file.position) ?? rankOf(plan.options.priority, 0),
      acceptMs: roundMs(performance.now() - startedAt),
    });
    isHandedOver = true;
    // One connection that is lost among thousands of files is no reason to break the batch off.
    await retryWhileAway(() => deps.accept(job), { forMs: DATABASE_AWAY_MS });
    deps.metrics.countAccepted(job.model);
  } catch (error) {
    // After a lost connection the row may yet be there: its blob must stay, and is swept if there is none.
    if (!isHandedOver || error instanceof AppError) await receiver.abort();
    throw error;
  }
}

function refusalOf(
  batch: BatchRow,
  { position, name }: BatchFile,
  { code, message }: AppError,
): BatchRefusal {
  return { batchId: batch.id, position, name: cleanName(name), code, message };
}

/** Does something with each item, some at a time. Rejects with the first failure, when those under way have ended. */
async function eachOf<Item>(
  items: AsyncIterable<Item>,
  atATime: number,
  run: (item: Item) => Promise<void>,
): Promise<void> {
  const underWay = new Set<Promise<void>>();
  let failed: { error: unknown } | undefined;
  for await (const item of items) {
    const running: Promise<void> = run(item)
      .catch((error: unknown) => {
        failed ??= { error };
      })
      .finally(() => underWay.delete(running));
    underWay.add(running);
    if (underWay.size >= atATime) await Promise.race(underWay);
    if (failed) break;
  }
  await Promise.all(underWay);
  if (failed) throw failed.error;
}
