import { AppError } from '../../../shared/domain/errors.ts';
import { EPOCH_SECONDS } from '../../../shared/domain/sleep-report.ts';
import type { NightChannel, NightRecording } from '../recordings/read-recording.ts';
import { bridgeGaps } from './bridge-gaps.ts';
import { highPass } from './high-pass.ts';
import { markFlat } from './mark-flat.ts';
import { resample } from './resample.ts';
import { welch, welchFrequencies } from './welch.ts';

/** What a sleep-staging model sees of a night. */
export type NightSpectra = {
  /** Hz */
  readonly frequencies: readonly number[];
  /** Of each channel and epoch, dB of V²/Hz at each frequency. */
  readonly decibels: readonly [readonly Float32Array[], readonly Float32Array[]];
  /** Of the worse channel. */
  readonly missingSeconds: number;
  /** Places of the epochs that more than half is missing of, in either channel. */
  readonly missingEpochs: readonly number[];
};

/** What the models were trained at: Hz, and Hz below which drift and sweat lie. */
const [SAMPLE_RATE, CUTOFF] = [100, 0.5];
const MOST_MISSING = 0.5;

/**
 * Cuts a night into epochs of 30 seconds and takes their spectra: bridge gaps ─ high-pass ─ resample to 100 Hz ─ Welch.
 * What is left behind the last whole epoch is dropped; what does not change for a second counts as missing. Changes
 * the samples of the recording.
 *
 * @throws AppError `invalid-recording` where a channel, or all epochs, hold nothing
 */
export function spectraOfNight({ night, channels }: NightRecording): NightSpectra {
  const epochs = Math.floor((night.to - night.from) / EPOCH_SECONDS);
  for (const { volts, sampleRate } of channels) markFlat(volts, sampleRate);
  const missing = channels.map((channel) => missingOf(channel, epochs));
  const missingEpochs = Array.from({ length: epochs }, (_, epoch) => epoch).filter((epoch) =>
    missing.some(({ shares }) => shares[epoch]! > MOST_MISSING),
  );
  if (missingEpochs.length === epochs)
    throw new AppError(
      'invalid-recording',
      'No epoch of that night has samples for more than half of its time',
    );
  const [first, second] = channels;
  return {
    frequencies: welchFrequencies(SAMPLE_RATE),
    decibels: [decibelsOf(first, epochs), decibelsOf(second, epochs)],
    missingSeconds: Math.max(...missing.map(({ seconds }) => seconds)),
    missingEpochs,
  };
}

function decibelsOf({ name, sampleRate, volts }: NightChannel, epochs: number): Float32Array[] {
  if (!bridgeGaps(volts))
    throw new AppError('invalid-recording', `Channel "${name}" holds no samples in that night`);
  highPass(volts, CUTOFF, sampleRate);
  const resampled = resample(volts, sampleRate, SAMPLE_RATE);
  const spectrum = welch(SAMPLE_RATE);
  const length = EPOCH_SECONDS * SAMPLE_RATE;
  return Array.from({ length: epochs }, (_, i) => spectrum(resampled.subarray(i * length, (i + 1) * length)));
}

function missingOf({ volts, sampleRate }: NightChannel, epochs: number) {
  const shares = new Float64Array(epochs);
  const perEpoch = EPOCH_SECONDS * sampleRate;
  let count = 0;
  for (let i = 0; i < volts.length; i++) {
    if (!Number.isNaN(volts[i]!)) continue;
    count++;
    const epoch = Math.floor(i / perEpoch);
    if (epoch < epochs) shares[epoch]! += 1 / perEpoch;
  }
  return { seconds: count / sampleRate, shares };
}
