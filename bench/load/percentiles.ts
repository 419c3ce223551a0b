/** How long something took, in ms. */
export type Latencies = {
  readonly count: number;
  readonly mean: number;
  readonly p50: number;
  readonly p90: number;
  readonly p99: number;
  readonly max: number;
};

/**
 * The value that at least `percent` of all values do not exceed (nearest rank: always one of the values).
 *
 * @param sorted ascending, not empty
 * @param percent in (0, 100]
 */
export function percentile(sorted: ArrayLike<number>, percent: number): number {
  return sorted[Math.max(0, Math.ceil((percent / 100) * sorted.length) - 1)]!;
}

/** Undefined where nothing was measured. */
export function summarize(values: Iterable<number>): Latencies | undefined {
  const sorted = Float64Array.from(values).sort();
  if (sorted.length === 0) return undefined;
  return {
    count: sorted.length,
    mean: sorted.reduce((sum, value) => sum + value, 0) / sorted.length,
    p50: percentile(sorted, 50),
    p90: percentile(sorted, 90),
    p99: percentile(sorted, 99),
    max: percentile(sorted, 100),
  };
}

/** The latency that each percent of all values does not exceed: pairs of percent and ms, from 1 to 100. */
export function curveOf(values: Iterable<number>): [percent: number, ms: number][] {
  const sorted = Float64Array.from(values).sort();
  if (sorted.length === 0) return [];
  return Array.from({ length: 100 }, (_, i) => [i + 1, percentile(sorted, i + 1)]);
}
