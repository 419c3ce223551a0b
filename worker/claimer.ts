import { coalesce } from '../shared/coalesce.ts';
import type { Sql } from '../shared/db/client.ts';
import { type Attempt, claimJobs } from '../shared/jobs/claim-jobs.ts';
import { retryWhileAway } from '../shared/retry.ts';

/** A bell whose database stays away longer than this is let go: the sweeper rings again. */
const PATIENCE_MS = 5000;

/**
 * Claims the jobs of bells, many bells at a time.
 *
 * @returns claims the jobs of one bell: attempts of those that were still waiting
 */
export function createClaimer(
  sql: Sql,
  options: { workerId: string; leaseMs: number },
  onClaimed: (attempts: readonly Attempt[]) => void,
): (ids: readonly string[]) => Promise<Attempt[]> {
  return coalesce(
    async (bells: readonly (readonly string[])[]) => {
      // A repeat after a lost answer finds the jobs running under nobody's eyes; their lease brings them back.
      const attempts = await retryWhileAway(() => claimJobs(sql, [...new Set(bells.flat())], options), {
        forMs: PATIENCE_MS,
      });
      onClaimed(attempts);
      const byId = new Map(attempts.map((attempt) => [attempt.id, attempt]));
      // Two bells may name one job; only the first of them takes it.
      return bells.map((ids) =>
        ids.flatMap((id) => {
          const attempt = byId.get(id);
          byId.delete(id);
          return attempt ? [attempt] : [];
        }),
      );
    },
    { maxSize: 64 },
  );
}
