import type { JobError } from './job-error.ts';
import { isTerminal, type JobStatus } from './job-status.ts';

/** An attempt that did not end its job: which came to nothing, and was followed by another. */
export type SpentAttempt = {
  /** When the job was queued again, epoch ms by Postgres' clock. */
  readonly at: number;
  readonly error: JobError;
};

/** One numbered change of a job's status. Together with the row it gives the job as of each change. */
export type HistoryEntry = {
  /** 1, 2, 3 … within the job, without gaps; the SSE event id. */
  readonly seq: number;
  /** The status entered. */
  readonly status: JobStatus;
  /** The attempt as of this change: 0 while never claimed. */
  readonly attempt: number;
  /** Why the attempt before this entry failed; only on a retry. */
  readonly error?: JobError;
};

/**
 * Every change of status that a job has gone through, in order. It follows from the row alone: each attempt has
 * started once, each spent one has led back to `queued`, and an end is the last. So nothing has to be written down
 * per change.
 */
export function historyOf({
  status,
  attempt,
  spentAttempts,
}: {
  status: JobStatus;
  attempt: number;
  spentAttempts: readonly SpentAttempt[];
}): HistoryEntry[] {
  const changes: Omit<HistoryEntry, 'seq'>[] = [{ status: 'queued', attempt: 0 }];
  for (let n = 1; n <= attempt; n++) {
    changes.push({ status: 'running', attempt: n });
    const spent = spentAttempts[n - 1];
    if (spent) changes.push({ status: 'queued', attempt: n, error: spent.error });
  }
  if (isTerminal(status)) changes.push({ status, attempt });
  return changes.map((change, i) => ({ seq: i + 1, ...change }));
}
