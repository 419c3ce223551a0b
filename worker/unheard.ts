import { firstRankBeside } from '../shared/domain/rank.ts';
import type { WorkerReport } from '../shared/domain/worker-report.ts';
import type { Ringable } from '../shared/make-bells.ts';

/** Where a worker has room, whatever it should have heard of by now. */
const MOST_WITH_ROOM = 2000;
/** Where all are busy, this part of what they drain: what waits gets on, and never fills the line before the first. */
const SHARE_WHEN_BUSY = 0.2;

/** How many unheard jobs of each model are rung for in one pass, and where they stand then. */
export class Unheard {
  /** Parts of jobs that busy models have a claim to: a slow one drains less than one in a pass. */
  readonly #credit = new Map<string, number>();

  /**
   * What to look for: much of models that a worker has room for, little of those that all their workers are busy with,
   * because most of it waits and is not lost. None of models that nobody serves.
   *
   * @param seconds since the last pass
   */
  wanted(reports: readonly WorkerReport[], seconds: number): Map<string, number> {
    const wanted = new Map<string, number>();
    for (const name of new Set(reports.flatMap(({ models }) => Object.keys(models)))) {
      const own = reports.flatMap(({ models }) => models[name] ?? []);
      if (own.some(({ hasRoom }) => hasRoom)) {
        this.#credit.delete(name);
        wanted.set(name, MOST_WITH_ROOM);
        continue;
      }
      const perSecond = own.reduce((sum, { jobsPerSecond }) => sum + (jobsPerSecond ?? 0), 0);
      const credit = (this.#credit.get(name) ?? 0) + perSecond * SHARE_WHEN_BUSY * seconds;
      const whole = Math.floor(credit);
      this.#credit.set(name, credit - whole);
      if (whole > 0) wanted.set(name, whole);
    }
    return wanted;
  }

  /**
   * Where a job stands that is rung for again: in its own place where there is room; where there is none, before the
   * others of its priority, so that who has much waiting gets on while others with little never cease to come.
   */
  placed(job: Ringable): Ringable {
    return this.#credit.has(job.model) ? { ...job, rank: firstRankBeside(job.rank) } : job;
  }
}
