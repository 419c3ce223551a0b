/**
 * Joins what is known over what is missing by a straight line, in place, so that filters can run over it; before the
 * first known sample and after the last, their value goes on.
 *
 * @param signal NaN where a sample is missing
 * @returns whether any was known; the signal is zero where none was
 */
export function bridgeGaps(signal: Float64Array): boolean {
  const known = (at: number) => at >= 0 && at < signal.length;
  for (let at = 0; at < signal.length; at++) {
    if (!Number.isNaN(signal[at]!)) continue;
    const before = at - 1;
    let after = at;
    while (after < signal.length && Number.isNaN(signal[after]!)) after++;
    if (!known(before) && !known(after)) {
      signal.fill(0);
      return false;
    }
    const left = known(before) ? signal[before]! : signal[after]!;
    const right = known(after) ? signal[after]! : left;
    for (let i = at; i < after; i++) signal[i] = left + ((right - left) * (i - before)) / (after - before);
    at = after;
  }
  return signal.length > 0;
}
