/** A filter of second order: `b0 b1 b2 a1 a2`, a0 = 1. */
type Section = readonly [number, number, number, number, number];

/** Chebyshev's first kind, with this many poles and this ripple in the passband. */
const [ORDER, RIPPLE_DB] = [6, 0.2];
/** Long enough for the filter to have forgotten what lies before the signal. */
const PADDING_SECONDS = 10;

/**
 * High-pass filter without a shift in time: runs forward, then backward, in place. The ends are continued by their
 * odd reflection.
 *
 * Source: Chebyshev type I by bilinear transform, as scipy's `iirfilter` and `sosfiltfilt` do it.
 *
 * @param cutoff Hz
 * @param sampleRate Hz
 */
export function highPass(signal: Float64Array, cutoff: number, sampleRate: number): void {
  const sections = designHighPass(cutoff / sampleRate);
  const padding = Math.min(Math.round(PADDING_SECONDS * sampleRate), signal.length - 1);
  if (padding < 1) return;
  const before = oddReflection(signal, padding, 'start');
  const after = oddReflection(signal, padding, 'end');
  const parts = [before, signal, after];
  run(sections, parts);
  for (const part of parts.reverse()) part.reverse();
  run(sections, parts);
  signal.reverse();
}

/** @param cutoff as a part of the sample rate */
function designHighPass(cutoff: number): Section[] {
  const ripple = Math.sqrt(10 ** (RIPPLE_DB / 10) - 1);
  const mu = Math.asinh(1 / ripple) / ORDER;
  const warped = 4 * Math.tan(Math.PI * cutoff);
  // Of each pair of conjugate poles the one above the axis.
  return Array.from({ length: ORDER / 2 }, (_, i) => {
    const theta = (Math.PI * (2 * i + 1)) / (2 * ORDER);
    const [re, im] = [-Math.sinh(mu) * Math.cos(theta), -Math.cosh(mu) * Math.sin(theta)];
    // High-pass: warped / p; then z = (4 + p) / (4 - p).
    const size = re * re + im * im;
    const [x, y] = [(warped * re) / size, (-warped * im) / size];
    const divisor = (4 - x) ** 2 + y ** 2;
    const [poleRe, poleIm] = [(16 - x * x - y * y) / divisor, (8 * y) / divisor];
    // An even order has its ripple at the end of the band as well: the gain there is less than 1.
    const gain = (16 / divisor) * (1 + ripple ** 2) ** (-1 / ORDER);
    return [gain, -2 * gain, gain, -2 * poleRe, poleRe ** 2 + poleIm ** 2] as const;
  });
}

/** Runs the sections one after another over the parts of one signal, from the state that its first value leads to. */
function run(sections: readonly Section[], parts: readonly Float64Array[]): void {
  let constant = parts[0]![0]!;
  for (const [b0, b1, b2, a1, a2] of sections) {
    const response = (b0 + b1 + b2) / (1 + a1 + a2);
    let first = constant * (response - b0);
    let second = constant * (b2 - a2 * response);
    for (const part of parts)
      for (let i = 0; i < part.length; i++) {
        const x = part[i]!;
        const y = b0 * x + first;
        first = b1 * x - a1 * y + second;
        second = b2 * x - a2 * y;
        part[i] = y;
      }
    constant *= response;
  }
}

function oddReflection(signal: Float64Array, length: number, side: 'start' | 'end'): Float64Array {
  const last = signal.length - 1;
  const edge = side === 'start' ? signal[0]! : signal[last]!;
  return Float64Array.from({ length }, (_, i) =>
    side === 'start' ? 2 * edge - signal[length - i]! : 2 * edge - signal[last - 1 - i]!,
  );
}
