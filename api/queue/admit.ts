import { AppError } from '../../shared/domain/errors.ts';
import { rankOf } from '../../shared/domain/rank.ts';
import type { Deps, Overview } from '../deps.ts';
import { drainRate, etaMs } from './queue-estimate.ts';

/** What a request asks of the queue. */
type Wanted = {
  readonly model: string;
  readonly owner: string;
  readonly priority: number;
  /** Rather refused than to wait longer; null for however long. */
  readonly maxWaitMs: number | null;
  /** Of all of them together. */
  readonly inputSizeBytes: number;
  /** How many jobs. */
  readonly count?: number;
};

/** Places in the queue, counted from now on: one, or as many as were asked for. */
export type Place = {
  /** Of the job with this number, from 0. */
  rankOf(index: number): number;
  /** To be called when no job came of it. */
  giveBack(index?: number): void;
};

/** Nobody is sent away for longer: by then everything may be different. */
const LONGEST_RETRY_MS = 3_600_000;

/**
 * Lets a job into its model's queue, or many at once, or refuses all of them while nothing is stored yet. They are let in
 * when they fit the bounds all together.
 *
 * @throws AppError `queue-full`, `wait-too-long`, `storage-quota`: with when to try again, as far as it can be told;
 *   `model-unavailable`
 */
export async function admit(deps: Deps, wanted: Wanted): Promise<Place> {
  const { backlog } = deps;
  const { owner, model, priority, count = 1 } = wanted;
  const overview = deps.overview();
  refuseUnserved(deps, model, deps.lastOverview() ?? (await overview));
  // A job that finds nothing waiting waits for no statement either.
  if (count > 1 || backlog.ahead(wanted).ofModel > 0 || wanted.maxWaitMs !== null)
    refuseTooMuch(deps, wanted, await overview);
  else overview.catch(() => {});
  await deps.limits.storedBytes.add(owner, wanted.inputSizeBytes);
  // With one owner there is nobody to be fair to, and one line is the fastest.
  const waiting = backlog.ahead(wanted).ofOwner;
  const rankAt = (index: number) => rankOf(priority, deps.config.AUTH === 'none' ? 0 : waiting + index);
  for (let i = 0; i < count; i++) backlog.add({ model, owner, rank: rankAt(i) });
  return {
    rankOf: rankAt,
    giveBack: (index = 0) => backlog.add({ model, owner, rank: rankAt(index) }, -1),
  };
}

/** No worker could ever run it. */
function refuseUnserved({ catalog }: Deps, name: string, { workers, loaded }: Overview): void {
  const sha256 = catalog.models.get(name)?.sha256;
  const isBroken = loaded.some((one) => one.name === name && one.sha256 === sha256 && one.error !== null);
  if (!isBroken || workers.some(({ report }) => name in report.models)) return;
  throw new AppError('model-unavailable', `"${name}" could not be loaded; GET /v1/models/${name} says why`);
}

function refuseTooMuch({ backlog, config }: Deps, wanted: Wanted, { workers }: Overview): void {
  const { model, priority, maxWaitMs, count = 1 } = wanted;
  const { ofModel, ofOwner } = backlog.ahead(wanted);
  const perSecond = drainRate(workers, model);
  const most = Math.min(config.MAX_QUEUED_PER_MODEL, config.MAX_QUEUED_PER_OWNER);
  if (count > most)
    throw new AppError('too-many-files', `${most} jobs may wait for a model, and these are ${count}`);
  const excess =
    count + Math.max(ofModel - config.MAX_QUEUED_PER_MODEL, ofOwner - config.MAX_QUEUED_PER_OWNER);
  if (excess > 0) {
    const message =
      ofOwner + count > config.MAX_QUEUED_PER_OWNER
        ? `You have ${ofOwner} jobs waiting for this model; ${config.MAX_QUEUED_PER_OWNER} may`
        : `${ofModel} jobs wait for this model; ${config.MAX_QUEUED_PER_MODEL} may`;
    throw new AppError('queue-full', message, retryAfter(perSecond && (excess / perSecond) * 1000));
  }

  if (maxWaitMs === null) return;
  if (!workers.some(({ report }) => model in report.models))
    throw new AppError('wait-too-long', 'No worker serves this model just now');
  // Of the last of them.
  const rank = rankOf(priority, ofOwner + count - 1);
  const waitMs = etaMs(backlog.position({ model, rank }) + count - 1, perSecond);
  if (waitMs !== null && waitMs > maxWaitMs)
    throw new AppError(
      'wait-too-long',
      `The job would wait about ${waitMs} ms, longer than maxWaitMs`,
      retryAfter(waitMs - maxWaitMs),
    );
}

function retryAfter(ms: number | null): { retryAfterMs?: number } {
  return ms === null ? {} : { retryAfterMs: Math.min(LONGEST_RETRY_MS, Math.max(1000, ms)) };
}
