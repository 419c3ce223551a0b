/** What took how long and when it was there: ms from the start of the load, and ms. */
export type Dot = readonly [atMs: number, latencyMs: number];

/** Leaves at most about `most` dots for a plot: evenly spread ones, and the slowest of all. */
export function thinOut(dots: readonly Dot[], most = 1500): Dot[] {
  if (dots.length <= most) return [...dots];
  const slowest = Math.floor(most / 10);
  const latencies = Float64Array.from(dots, ([, latencyMs]) => latencyMs).sort();
  const limit = latencies[latencies.length - slowest]!;
  const step = dots.length / (most - slowest);
  let next = 0;
  return dots.filter(([, latencyMs], i) => {
    const isNext = i >= next;
    if (isNext) next += step;
    return isNext || latencyMs > limit;
  });
}
