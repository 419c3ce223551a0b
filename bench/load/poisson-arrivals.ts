import { seededRandom } from '../random.ts';

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
