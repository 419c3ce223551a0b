import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { bridgeGaps } from '../../../../worker/compute/signals/bridge-gaps.ts';
import { fourier } from '../../../../worker/compute/signals/fft.ts';
import { highPass } from '../../../../worker/compute/signals/high-pass.ts';
import { markFlat } from '../../../../worker/compute/signals/mark-flat.ts';
import { fractionOf, resample } from '../../../../worker/compute/signals/resample.ts';
import { welch, welchFrequencies } from '../../../../worker/compute/signals/welch.ts';
import { hasFixtures, readCases } from '../../../support/fixtures.ts';

/** Made by `test/fixtures/make-signals.py` with scipy. */
const CASES = JSON.parse(
  readFileSync(path.join(import.meta.dirname, '../../../fixtures/signals.json'), 'utf8'),
) as {
  cutoff: number;
  highPass: { rate: number; volts: number[]; filtered: number[] }[];
  resampled: { rate: number; resampled: number[] }[];
  welch: { volts: number[]; frequencies: number[]; decibels: number[] };
};

/** The largest difference of two signals, as a part of the largest value of the second. */
function relativeError(made: ArrayLike<number>, wanted: readonly number[]): number {
  expect(made.length).toBe(wanted.length);
  const largest = Math.max(...wanted.map(Math.abs));
  return Math.max(...wanted.map((value, i) => Math.abs(value - made[i]!))) / largest;
}

describe('highPass', () => {
  it.each(CASES.highPass)('is scipy’s at $rate Hz, ends included, to 1e-8', ({ rate, volts, filtered }) => {
    const signal = Float64Array.from(volts);
    highPass(signal, CASES.cutoff, rate);
    expect(relativeError(signal, filtered)).toBeLessThan(1e-8);
  });

  it('takes an offset away and leaves a wave in its place', () => {
    const wave = (i: number) => Math.sin((2 * Math.PI * 5 * i) / 250);
    const signal = Float64Array.from({ length: 10_000 }, (_, i) => 1000 + wave(i));
    highPass(signal, 0.5, 250);
    // Twice 0.2 dB of ripple are five hundredths.
    for (let i = 2500; i < 7500; i++) expect(Math.abs(signal[i]! - wave(i))).toBeLessThan(0.05);
  });

  it('leaves nothing of a constant, however short', () => {
    for (const length of [1, 2, 3, 100]) {
      const signal = new Float64Array(length).fill(5);
      highPass(signal, 0.5, 250);
      if (length > 1) expect(Math.max(...signal.map(Math.abs))).toBeLessThan(1e-9);
    }
  });
});

describe('resample', () => {
  it.each(CASES.resampled)('from $rate Hz to 100 Hz is scipy’s to 1e-10', ({ rate, resampled }) => {
    const { volts } = CASES.highPass.find((c) => c.rate === rate)!;
    expect(relativeError(resample(Float64Array.from(volts), rate, 100), resampled)).toBeLessThan(1e-10);
  });

  it.each([
    [100 / 250, 2, 5],
    [100 / 256, 25, 64],
    [1, 1, 1],
    [100 / 64, 25, 16],
    [100 / 199.8, 500, 999],
    [100 / 512, 25, 128],
  ])('knows %d as %i/%i', (ratio, up, down) => {
    expect(fractionOf(ratio)).toEqual({ up, down });
  });

  it('is within 16 millionths of any ratio, half a second in eight hours', () => {
    for (let i = 0; i < 5000; i++) {
      const rate = 64 + i * 0.30517;
      const { up, down } = fractionOf(100 / rate);
      expect(Math.max(up, down)).toBeLessThanOrEqual(65_536);
      expect(Math.abs((up / down) * (rate / 100) - 1)).toBeLessThan(16e-6);
    }
  });
});

describe('welch', () => {
  it('is scipy’s to a hundred-thousandth of a decibel, which is what float32 holds', () => {
    expect(welchFrequencies(100)).toEqual(CASES.welch.frequencies);
    const made = welch(100)(Float64Array.from(CASES.welch.volts));
    expect(made.length).toBe(75);
    for (const [i, decibel] of CASES.welch.decibels.entries())
      expect(Math.abs(made[i]! - decibel)).toBeLessThan(1e-5);
  });

  it('has a floor for what is not connected', () => {
    expect(welch(100)(new Float64Array(3000)).every((decibel) => decibel === -200)).toBe(true);
  });

  type Features = { epochs_volts: number[][]; spectrogram_freqs: number[]; spectrogram_fpzcz_db: number[][] };
  const others = readCases<Features | null>('polydodo/features_cases.json', null);

  it.skipIf(!hasFixtures)('agrees with the cases of others', () => {
    const { epochs_volts: epochs, spectrogram_freqs: frequencies, spectrogram_fpzcz_db: wanted } = others!;
    expect(welchFrequencies(100)).toEqual(frequencies);
    expect(wanted.length).toBeGreaterThan(0);
    wanted.forEach((decibels, epoch) => {
      const made = welch(100)(Float64Array.from(epochs[epoch]!));
      for (const [i, decibel] of decibels.entries()) expect(Math.abs(made[i]! - decibel)).toBeLessThan(1e-4);
    });
  });
});

describe('fourier', () => {
  it('is the sum that defines it', () => {
    const n = 16;
    const signal = Array.from({ length: n }, (_, i) => Math.sin(i * i) + i);
    const [re, im] = [Float64Array.from(signal), new Float64Array(n)];
    fourier(n)(re, im);
    for (let k = 0; k < n; k++) {
      const angle = (i: number) => (-2 * Math.PI * k * i) / n;
      expect(re[k]).toBeCloseTo(
        signal.reduce((sum, x, i) => sum + x * Math.cos(angle(i)), 0),
        10,
      );
      expect(im[k]).toBeCloseTo(
        signal.reduce((sum, x, i) => sum + x * Math.sin(angle(i)), 0),
        10,
      );
    }
  });
});

describe('bridgeGaps', () => {
  const bridged = (...signal: number[]) => {
    const samples = Float64Array.from(signal);
    return [bridgeGaps(samples), ...samples];
  };

  it('joins what is known by straight lines, and goes on level at the ends', () => {
    expect(bridged(NaN, 1, NaN, NaN, NaN, 5, 6, NaN)).toEqual([true, 1, 1, 2, 3, 4, 5, 6, 6]);
    expect(bridged(1, 2)).toEqual([true, 1, 2]);
  });

  it('says when nothing is known', () => {
    expect(bridged(NaN, NaN)).toEqual([false, 0, 0]);
    expect(bridged()).toEqual([false]);
  });
});

describe('markFlat', () => {
  it('takes a value that stays for a second for none, and a shorter one for what it is', () => {
    const signal = Float64Array.from([1, 1, 1, 2, 2, 2, 2, 3, 3, NaN, NaN, 3]);
    markFlat(signal, 4);
    expect([...signal]).toEqual([1, 1, 1, NaN, NaN, NaN, NaN, 3, 3, NaN, NaN, 3]);
  });
});
