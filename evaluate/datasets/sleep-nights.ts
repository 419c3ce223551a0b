import path from 'node:path';
import { SLEEP_STAGES, type SleepStage } from '../../shared/domain/sleep-report.ts';
import type { NpyArray } from './npy.ts';
import { readNpz } from './npz.ts';

/** A night that an expert has scored, of which only the spectra are at hand. */
export type ScoredNight = {
  readonly name: string;
  /** Of each channel and epoch, dB of V²/Hz at the frequencies of `welchFrequencies(100)`. */
  readonly decibels: readonly [readonly Float32Array[], readonly Float32Array[]];
  readonly stages: readonly SleepStage[];
};

const FILE = 'sleep_spectra_two_nights.npz';
const NIGHTS = [
  { name: 'night 1, OpenBCI', spectra: 'openbci_db', stages: 'openbci_expert' },
  { name: 'night 2, Sleep-EDF', spectra: 'sleepedf_db', stages: 'sleepedf_physionet' },
] as const;

/**
 * Reads the two nights.
 *
 * @param folder with the file of both
 */
export async function readSleepNights(folder: string): Promise<ScoredNight[]> {
  const names = NIGHTS.flatMap(({ spectra, stages }) => [spectra, stages]);
  const arrays = await readNpz(path.join(folder, FILE), names);
  return NIGHTS.map(({ name, spectra, stages }) => ({
    name,
    decibels: [channelOf(arrays[spectra], 0), channelOf(arrays[spectra], 1)],
    stages: (arrays[stages].values as readonly string[]).map(toStage),
  }));
}

/** Dims [epochs, 2, frequencies] → those of one channel. */
function channelOf({ shape, values }: NpyArray, channel: number): Float32Array[] {
  const [epochs = 0, channels = 0, frequencies = 0] = shape;
  const start = (epoch: number) => (epoch * channels + channel) * frequencies;
  return Array.from({ length: epochs }, (_, epoch) =>
    (values as Float32Array).slice(start(epoch), start(epoch) + frequencies),
  );
}

function toStage(name: string): SleepStage {
  const stage = SLEEP_STAGES.find((known) => known === name);
  if (!stage) throw new Error(`"${name}" is no sleep stage`);
  return stage;
}
