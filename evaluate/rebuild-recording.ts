import { edfFile } from '../test/support/edf-file.ts';
import type { ScoredNight } from './datasets/sleep-nights.ts';

const [RATE, EPOCH, SEGMENT] = [100, 3000, 256];
/** Volts of a digital step. */
const STEP = 1e-7;
/** Of the lowest frequency that is known, in steps of RATE / SEGMENT. */
const FIRST_BIN = 2;

/**
 * Makes an EDF recording of noise whose spectra are those of a night, for what takes recordings and nothing less. What
 * a spectrum does not hold, the phases and what lies above 30 Hz, is made up, and the same at every call.
 */
export function rebuildRecording({ decibels }: ScoredNight): Buffer {
  const signals = ['EEG Fpz-Cz', 'EEG Pz-Oz'].map((label, channel) => {
    const random = startRandom(channel + 1);
    const rows = decibels[channel as 0 | 1];
    const volts = new Float64Array(rows.length * EPOCH);
    for (const [epoch, row] of rows.entries()) volts.set(noiseOf(row, random), epoch * EPOCH);
    return { label, samplesPerRecord: EPOCH, at: (i: number) => Math.round(volts[i]! / STEP) };
  });
  return edfFile({ signals, records: decibels[0].length, recordSeconds: EPOCH / RATE });
}

/** An epoch, piece by piece as it will be looked at. */
function noiseOf(row: Float32Array, random: () => number): Float64Array {
  const volts = new Float64Array(Math.ceil(EPOCH / SEGMENT) * SEGMENT);
  for (let start = 0; start < volts.length; start += SEGMENT)
    addPiece(volts.subarray(start, start + SEGMENT), row, random);
  return volts.subarray(0, EPOCH);
}

function addPiece(volts: Float64Array, row: Float32Array, random: () => number): void {
  for (let bin = 1; bin < SEGMENT / 2; bin++) {
    const decibel = row[Math.min(row.length - 1, Math.max(0, bin - FIRST_BIN))]!;
    const size = Math.sqrt((2 * 10 ** (decibel / 10) * RATE) / SEGMENT);
    const phase = Math.floor(SEGMENT * random());
    for (let i = 0; i < SEGMENT; i++) volts[i]! += size * COSINES[(bin * i + phase) & (SEGMENT - 1)]!;
  }
}

const COSINES = Float64Array.from({ length: SEGMENT }, (_, i) => Math.cos((2 * Math.PI * i) / SEGMENT));

/** Numerical Recipes' quick generator: phases need no better one. */
function startRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}
