/**
 * A quantile of what was counted into buckets, as Prometheus' `histogram_quantile` estimates it: straight lines within a
 * bucket; what lies above the last bound is told as that bound.
 *
 * @param counts by upper bound, of values at most that; `Infinity` counts all
 * @param q in [0, 1]
 * @returns undefined when nothing was counted
 */
export function bucketQuantile(counts: ReadonlyMap<number, number>, q: number): number | undefined {
  const bounds = [...counts.keys()].sort((a, b) => a - b);
  const total = counts.get(Infinity) ?? 0;
  if (total <= 0) return undefined;
  const wanted = q * total;
  let [below, start] = [0, 0];
  for (const bound of bounds) {
    const count = counts.get(bound)!;
    if (count >= wanted) {
      if (bound === Infinity) return start;
      return count === below ? bound : start + ((bound - start) * (wanted - below)) / (count - below);
    }
    [below, start] = [count, bound];
  }
  return start;
}
