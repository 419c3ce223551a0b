import type { JobStatus } from '../../shared/domain/job-status.ts';

/** N inputs at a time, every T seconds, R times: as the load tool has it. */
export type BurstPlan = { readonly n: number; readonly everySeconds: number; readonly rounds: number };

/** What a dot shows. `waiting` to be sent, `refused` with 429 and about to be sent again, else as the job is. */
export type DotState = 'waiting' | 'sending' | 'refused' | 'lost' | JobStatus;

/** More would be no dots any more. */
export const MOST_DOTS = 5000;

/** When each upload of a plan is to be sent, ms after its beginning. */
export function burstTimes({ n, everySeconds, rounds }: BurstPlan): number[] {
  return Array.from({ length: rounds }, (_, round) =>
    Array.from({ length: n }, () => round * everySeconds * 1000),
  ).flat();
}

/** How many dots there are of each state. */
export function countDots(dots: readonly DotState[]): Map<DotState, number> {
  const counts = new Map<DotState, number>();
  for (const dot of dots) counts.set(dot, (counts.get(dot) ?? 0) + 1);
  return counts;
}
