/** Lobes of the filter on each side, and the shape of its window: 60 dB down. */
const [LOBES, BETA] = [10, 5];
/** Of the fraction that stands for the ratio of two rates: so a night is off by less than half a second at its end. */
const LARGEST_TERM = 65_536;

/**
 * Brings a signal to another rate: polyphase, by a windowed sinc that lets pass what both rates can hold. Beyond its
 * ends the signal is taken as zero.
 *
 * Source: as scipy's `resample_poly` with its defaults.
 *
 * @returns the signal itself where the rates are the same
 */
export function resample(signal: Float64Array, fromRate: number, toRate: number): Float64Array {
  const { up, down } = fractionOf(toRate / fromRate);
  if (up === down) return signal;
  const half = LOBES * Math.max(up, down);
  const filter = lowPass(half, 1 / Math.max(up, down), up);
  const resampled = new Float64Array(Math.ceil((signal.length * up) / down));
  for (let i = 0; i < resampled.length; i++) {
    const centre = i * down;
    const first = Math.max(0, Math.ceil((centre - half) / up));
    const last = Math.min(signal.length - 1, Math.floor((centre + half) / up));
    let sum = 0;
    for (let k = first, tap = centre - first * up + half; k <= last; k++, tap -= up)
      sum += signal[k]! * filter[tap]!;
    resampled[i] = sum;
  }
  return resampled;
}

/** The nearest fraction of small terms, by continued fractions. */
export function fractionOf(ratio: number): { up: number; down: number } {
  let [up, down, lastUp, lastDown] = [1, 0, 0, 1];
  for (let rest = ratio; ; ) {
    const whole = Math.floor(rest);
    const [nextUp, nextDown] = [whole * up + lastUp, whole * down + lastDown];
    if (down > 0 && Math.max(nextUp, nextDown) > LARGEST_TERM) break;
    [up, down, lastUp, lastDown] = [nextUp, nextDown, up, down];
    if (Math.abs(rest - whole) < 1e-9 || Math.abs(up / down - ratio) < 1e-12 * ratio) break;
    rest = 1 / (rest - whole);
  }
  return { up, down };
}

/**
 * Sinc in a Kaiser window, with a gain of `gain` at zero frequency.
 *
 * @param half taps on each side of the middle
 * @param cutoff as a part of half the sample rate
 */
function lowPass(half: number, cutoff: number, gain: number): Float64Array {
  const taps = Float64Array.from({ length: 2 * half + 1 }, (_, i) => {
    const x = Math.PI * cutoff * (i - half);
    const window = besselI0(BETA * Math.sqrt(1 - ((i - half) / half) ** 2)) / besselI0(BETA);
    return (x === 0 ? 1 : Math.sin(x) / x) * window;
  });
  const sum = taps.reduce((total, tap) => total + tap, 0);
  return taps.map((tap) => (tap / sum) * gain);
}

/** The modified Bessel function of the first kind and order 0, by its power series. */
function besselI0(x: number): number {
  let sum = 1;
  for (let k = 1, term = 1; term > 1e-17 * sum; k++) {
    term *= (x / (2 * k)) ** 2;
    sum += term;
  }
  return sum;
}
