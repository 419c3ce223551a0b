/** A loose or railed electrode gives one value; an EEG never gives the same for so long. */
const FLAT_SECONDS = 1;

/** Marks as missing (NaN), in place, what does not change for a second: no electrode gives that. */
export function markFlat(signal: Float64Array, sampleRate: number): void {
  const shortest = Math.ceil(FLAT_SECONDS * sampleRate);
  for (let start = 0; start < signal.length; ) {
    let end = start + 1;
    while (end < signal.length && signal[end] === signal[start]) end++;
    if (end - start >= shortest) signal.fill(Number.NaN, start, end);
    start = end;
  }
}
