import { percentile } from './load/percentiles.ts';
import type { Measured } from './metrics.ts';

/** Nothing of nothing. */
export function percentilesOf(
  latenciesMs: readonly number[],
): Pick<Measured, 'p50Ms' | 'p90Ms' | 'p99Ms' | 'maxMs'> {
  if (latenciesMs.length === 0) return {};
  const sorted = latenciesMs.toSorted((a, b) => a - b);
  return {
    p50Ms: percentile(sorted, 50),
    p90Ms: percentile(sorted, 90),
    p99Ms: percentile(sorted, 99),
    maxMs: percentile(sorted, 100),
  };
}
