import { coalesce } from '../shared/coalesce.ts';
import type { Sql } from '../shared/db/client.ts';
import type { Hints } from '../shared/hints.ts';
import { findJobs } from '../shared/jobs/find-jobs.ts';
import { type CacheKey, findLeaders } from '../shared/jobs/find-leaders.ts';
import type { InsertedJob } from '../shared/jobs/insert-jobs.ts';
import { settleFollowers } from '../shared/jobs/settle-followers.ts';

export type SharedResults = {
  /** The job whose result one of this key takes; null when it has to run by itself. */
  findLeader(key: CacheKey): Promise<string | null>;
  /**
   * Gives a job that was just inserted its leader's result, if there is one by now: else whoever ends the leader does.
   *
   * @returns the job as it stands then
   */
  answer(job: InsertedJob): Promise<InsertedJob>;
};

/** Lets jobs that have one answer share it: one runs, the others wait for it or find it there. */
export function shareResults({
  sql,
  hints,
  retentionMs,
}: {
  sql: Sql;
  hints: Hints;
  retentionMs: number;
}): SharedResults {
  const find = coalesce((keys: readonly CacheKey[]) => findLeaders(sql, keys), { maxSize: 200 });
  const settle = coalesce(
    async (leaderIds: readonly string[]) => {
      const settled = await settleFollowers(sql, [...new Set(leaderIds)], { retentionMs });
      hints.ring(settled.map(({ id }) => id));
      const ids = new Set(settled.map(({ id }) => id));
      return leaderIds.map(() => ids);
    },
    { maxSize: 200 },
  );
  return {
    findLeader: async (key) => (await find(key)).id,
    async answer(job) {
      if (job.waitsFor === null) return job;
      const settled = await settle(job.waitsFor);
      if (!settled.has(job.id)) return job;
      const [row] = await findJobs(sql, [job.id]);
      return row ?? job;
    },
  };
}
