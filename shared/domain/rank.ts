/**
 * A job's place among those that wait for its model: the lowest rank is served first, and in one rank the oldest. It
 * is its priority first; in one priority, whoever has much waiting already comes after who has little. So a burst of
 * one owner holds up another's single job by what is in hand, and not by the whole burst.
 */

/** Ranks of one priority. */
const LEVELS = 8;

/** An owner with fewer jobs waiting than these is on level 0, 1, 2 …; with more than all, on the last. */
const STEPS = [32, 128, 512, 2048, 8192, 32_768] as const;

/** How many ranks there are. */
export const RANKS = 10 * LEVELS;

/**
 * @param priority 0 first … 9 last
 * @param waiting how many jobs of this model its owner had waiting when it was submitted
 */
export function rankOf(priority: number, waiting: number): number {
  const level = STEPS.findIndex((step) => waiting < step);
  return priority * LEVELS + (level === -1 ? STEPS.length : level);
}

/** The first rank of the same priority. */
export function firstRankBeside(rank: number): number {
  return rank - (rank % LEVELS);
}
