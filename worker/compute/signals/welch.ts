import { fourier } from './fft.ts';

/** Samples of a segment; segments do not overlap. */
const LENGTH = 256;
/** Hz, both inclusive. */
const [LOWEST, HIGHEST] = [0.5, 30];
/** Less is no signal of an electrode: a channel that was not connected. V²/Hz */
const QUIETEST = 1e-20;

/**
 * The frequencies of a Welch spectrum at this sample rate, within 0.5 … 30 Hz.
 *
 * @returns Hz
 */
export function welchFrequencies(sampleRate: number): number[] {
  const step = sampleRate / LENGTH;
  const first = Math.ceil(LOWEST / step);
  return Array.from({ length: Math.floor(HIGHEST / step) - first + 1 }, (_, i) => (first + i) * step);
}

/**
 * Makes Welch's estimate of the power spectral density: segments of 256 samples without overlap, each less its mean
 * and in a Hamming window, one-sided, averaged. Samples behind the last whole segment are left out.
 *
 * Source: Welch 1967; as scipy's `welch` with `window='hamming', nperseg=256, noverlap=0, detrend='constant'`.
 *
 * @returns 10·log10 of V²/Hz at `welchFrequencies`; -200 for less than any electrode gives
 */
export function welch(sampleRate: number): (volts: Float64Array) => Float32Array {
  const transform = fourier(LENGTH);
  const frequencies = welchFrequencies(sampleRate);
  const first = Math.round((frequencies[0]! * LENGTH) / sampleRate);
  const window = Float64Array.from(
    { length: LENGTH },
    (_, i) => 0.54 - 0.46 * Math.cos((2 * Math.PI * i) / LENGTH),
  );
  const power = window.reduce((sum, w) => sum + w * w, 0);
  const [re, im] = [new Float64Array(LENGTH), new Float64Array(LENGTH)];
  return (volts) => {
    const segments = Math.floor(volts.length / LENGTH);
    const sums = new Float64Array(frequencies.length);
    for (let s = 0; s < segments; s++) {
      const segment = volts.subarray(s * LENGTH, (s + 1) * LENGTH);
      const mean = segment.reduce((sum, v) => sum + v, 0) / LENGTH;
      for (let i = 0; i < LENGTH; i++) re[i] = (segment[i]! - mean) * window[i]!;
      im.fill(0);
      transform(re, im);
      for (let k = 0; k < sums.length; k++) sums[k]! += re[first + k]! ** 2 + im[first + k]! ** 2;
    }
    return Float32Array.from(
      sums,
      (sum) => 10 * Math.log10(Math.max((2 * sum) / (segments * sampleRate * power), QUIETEST)),
    );
  };
}
