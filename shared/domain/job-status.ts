/** Every status a job can have, in the order of its life. */
export const JOB_STATUSES = ['queued', 'running', 'succeeded', 'failed', 'canceled'] as const;

export type JobStatus = (typeof JOB_STATUSES)[number];

/**
 * The statuses that may follow each status. `running → queued` is a retry, `queued → failed` a deadline, and
 * `queued → succeeded` a result that another job had.
 * A job that has none left is terminal and never changes again. Every SQL verb that changes a status is
 * guarded by the status it leaves; a test holds those guards against this table.
 */
export const TRANSITIONS = {
  queued: ['running', 'succeeded', 'failed', 'canceled'],
  running: ['queued', 'succeeded', 'failed', 'canceled'],
  succeeded: [],
  failed: [],
  canceled: [],
} as const satisfies Record<JobStatus, readonly JobStatus[]>;

/** Whether a job of this status has reached its end. */
export function isTerminal(status: JobStatus): boolean {
  return TRANSITIONS[status].length === 0;
}
