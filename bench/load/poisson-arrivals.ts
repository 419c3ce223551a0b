/**
 * The times of a Poisson process: gaps are exponential and independent, as of many clients who know nothing of one
 * another. The same seed gives the same times.
 *
 * @returns endless, ascending, ms from the start
 */
export function* poissonArrivals(perSecond: number, seed: number): Generator<number, never> {
  const random = seededRandom(seed);
  for (let atMs = 0; ; ) {
    atMs -= (Math.log(1 - random()) / perSecond) * 1000;
    yield atMs;
  }
}

/** Mulberry32 by Tommy Ettinger: 32 bits of state, uniform in [0, 1). */
function seededRandom(seed: number): () => number {
  let state = seed | 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
