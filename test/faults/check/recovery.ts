import { isTerminal } from '../../../shared/domain/job-status.ts';
import { type Transition, transitionsByJob } from '../system/audit-trail.ts';

/**
 * How long the system took to get over a fault, by the audit trail.
 *
 * @param recovery `all ended`: from the end of the fault until every job that was accepted before has ended; `run
 *   again`: until every attempt that was lost since the fault began has been followed by another
 * @returns undefined when there was nothing to wait for
 */
export function recoverySeconds(
  transitions: readonly Transition[],
  { recovery, begunAt, endedAt }: { recovery: 'all ended' | 'run again'; begunAt: number; endedAt: number },
): number | undefined {
  const times = recovery === 'all ended' ? ends(transitions, endedAt) : restarts(transitions, begunAt);
  return times.length === 0 ? undefined : Math.max(0, ...times.map((at) => (at - endedAt) / 1000));
}

/** When the jobs that were there before have ended. */
function ends(transitions: readonly Transition[], before: number): number[] {
  const inserted = transitions.filter(({ kind, atMs }) => kind === 'insert' && atMs <= before);
  const ids = new Set(inserted.map(({ jobId }) => jobId));
  return transitions
    .filter(({ jobId, kind, became }) => kind === 'status' && became && isTerminal(became) && ids.has(jobId))
    .map(({ atMs }) => atMs);
}

/** When the jobs that were taken back have started again. */
function restarts(transitions: readonly Transition[], since: number): number[] {
  return [...transitionsByJob(transitions).values()].flatMap((ofJob) =>
    ofJob.flatMap(({ was, became, atMs }, i) => {
      const next = ofJob[i + 1];
      return was === 'running' && became === 'queued' && atMs >= since && next ? [next.atMs] : [];
    }),
  );
}
