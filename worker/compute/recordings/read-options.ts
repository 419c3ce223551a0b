import type { Channel } from '../../../shared/domain/choose-channels.ts';
import { AppError } from '../../../shared/domain/errors.ts';

/** What is wanted of a recording. */
export type ReadOptions = {
  readonly channels: readonly [Channel, Channel];
  /** Seconds from the start of the recording; what lies outside is walked over. */
  readonly from: number;
  /** Infinity for the end. */
  readonly to: number;
  /** Of a text recording. */
  readonly skipFirstRow: boolean;
};

/** What has been read of it. */
export type ReadSamples = {
  /** Of the whole recording. */
  readonly durationSeconds: number;
  /** Of the two channels from `from` on, NaN where samples are missing. */
  readonly volts: readonly [Float64Array, Float64Array];
};

/** 16 hours at 500 Hz, 268 MB a channel. */
const MOST_SAMPLES = 33_554_432;

/** @throws AppError `invalid-recording` for more than there is memory for */
export function checkSampleCount(count: number): void {
  if (count > MOST_SAMPLES)
    throw new AppError(
      'invalid-recording',
      `More than ${MOST_SAMPLES} samples a channel; name bedTime and wakeUp, or record at a lower rate`,
    );
}
