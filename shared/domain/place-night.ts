import { AppError } from './errors.ts';
import type { SleepStagingParams } from './sleep-params.ts';
import { EPOCH_SECONDS } from './sleep-report.ts';

/** Where a night lies in its recording. */
export type Night = {
  /** Of the recording, Unix seconds. */
  readonly startTime: number;
  /** From the start of the recording to bed time, seconds. */
  readonly from: number;
  /** To wake-up, seconds; infinity for the end of the recording while that is not known. */
  readonly to: number;
};

/** A day: longer is a mistake in a time more often than a night. */
const LONGEST_SECONDS = 86_400;

/**
 * Finds the night in a recording by the times of its job.
 *
 * @param startTime as the file says it, Unix seconds; null when it does not
 * @param durationSeconds of the recording; null while it is not known
 * @throws AppError `invalid-params` that says which time does not fit, `invalid-recording` for one too short
 */
export function placeNight(
  { startTime, durationSeconds }: { startTime: number | null; durationSeconds: number | null },
  params: Pick<SleepStagingParams, 'streamStart' | 'bedTime' | 'wakeUp'>,
): Night {
  const start = params.streamStart ?? startTime;
  if (start === null)
    throw new AppError('invalid-params', 'params.streamStart: the file does not say when it began');
  const { bedTime = start, wakeUp } = params;
  const from = toMs(bedTime - start);
  const to = wakeUp === undefined ? (durationSeconds ?? Number.POSITIVE_INFINITY) : toMs(wakeUp - start);
  if (from < 0)
    throw new AppError('invalid-params', `params.bedTime: is ${seconds(-from)} before the recording begins`);
  if (durationSeconds !== null && durationSeconds < EPOCH_SECONDS)
    throw new AppError(
      'invalid-recording',
      `The recording is ${seconds(durationSeconds)} long; it takes at least ${EPOCH_SECONDS} s`,
    );
  if (durationSeconds !== null && from >= durationSeconds)
    throw new AppError('invalid-params', 'params.bedTime: is after the recording ends');
  // Its last sample stands for the time up to the next.
  if (wakeUp !== undefined && durationSeconds !== null && to > toMs(durationSeconds))
    throw new AppError(
      'invalid-params',
      `params.wakeUp: is ${seconds(to - durationSeconds)} after the recording ends`,
    );
  if (to - from < EPOCH_SECONDS)
    throw new AppError(
      'invalid-params',
      `params.wakeUp: only ${seconds(to - from)} after bedTime; at least ${EPOCH_SECONDS} s are needed`,
    );
  if (Number.isFinite(to) && to - from > LONGEST_SECONDS)
    throw new AppError('invalid-params', 'params.wakeUp: more than a day after bedTime');
  return { startTime: start, from, to };
}

/** Unix seconds with a fraction are not exact: their differences are rounded to what clocks tell. */
function toMs(value: number): number {
  return Math.round(value * 1000) / 1000;
}

function seconds(value: number): string {
  return `${toMs(value)} s`;
}
