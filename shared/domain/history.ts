import type { JobError } from './job-error.ts';
import type { JobStatus } from './job-status.ts';

/**
 * One numbered change of a job's status. The statement that changes the row appends it in the same breath,
 * so numbers have no gaps and never repeat. Together with the row it gives the job as of each change.
 */
export type HistoryEntry = {
  /** 1, 2, 3 … within the job; the SSE event id. */
  readonly seq: number;
  /** The status entered. */
  readonly status: JobStatus;
  /** The attempt as of this change: 0 while never claimed. */
  readonly attempt: number;
  /** Epoch milliseconds by Postgres' clock. */
  readonly at: number;
  /** The transaction, for feeds over many jobs: ids commit out of order, visibility of transactions does not. */
  readonly xid: string;
  /** Why the attempt before this entry failed; only on a retry. */
  readonly error?: JobError;
};
