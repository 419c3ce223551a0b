import type { Feedback, StoredFeedback } from './domain/feedback/feedback.ts';
import type { HistoryEntry } from './domain/history.ts';
import type { Job } from './domain/job.ts';
import { isTerminal } from './domain/job-status.ts';
import { rfc3339 } from './domain/rfc3339.ts';
import type { InsertedJob } from './jobs/insert-jobs.ts';

/** The row as the api shows it. `queue` is for jobs that are queued. */
export function jobView(row: InsertedJob, queue: Job['queue'] = null): Job {
  const self = `/v1/jobs/${row.id}`;
  return {
    id: row.id,
    model: row.model,
    modelVersion: row.modelVersion,
    status: row.status,
    attempt: row.attempt,
    priority: row.priority,
    queue: row.status === 'queued' ? queue : null,
    input: {
      sha256: row.inputSha256,
      sizeBytes: Number(row.inputSizeBytes),
      mediaType: row.inputMediaType,
      name: row.inputName,
    },
    params: row.params,
    metadata: row.metadata,
    webhook: row.webhook,
    batch: row.batchId,
    collection: row.collectionId,
    result: row.result,
    artifacts: row.artifacts,
    feedback: row.feedback && feedbackView(row.feedback),
    verified: row.verifiedAt !== null,
    error: row.error,
    timings: isTerminal(row.status) ? row.timings : null,
    receipt: row.receipt,
    createdAt: rfc3339(row.createdAt),
    startedAt: row.startedAt && rfc3339(row.startedAt),
    finishedAt: row.finishedAt && rfc3339(row.finishedAt),
    expiresAt: row.expiresAt && !isKept(row) ? rfc3339(row.expiresAt) : null,
    links: { self, events: `${self}/events`, cancel: `${self}/cancel`, input: `${self}/input` },
  };
}

/** What its owner has filed or verified goes when the owner deletes it, and not by itself. */
function isKept({ collectionId, verifiedAt }: InsertedJob): boolean {
  return collectionId !== null || verifiedAt !== null;
}

/** Without those who have said something before. */
function feedbackView({ judgement, by, at, verified }: StoredFeedback): Feedback {
  return { judgement, by, at, verified };
}

/**
 * The job as it was right after a change in its history. The last change is the row itself; before it, what was
 * not known yet is blank.
 */
export function jobViewAt(row: InsertedJob, entry: HistoryEntry): Job {
  if (entry.seq === row.seq) return jobView(row);
  const { startedAt, ...rest } = jobView({
    ...row,
    status: entry.status,
    attempt: entry.attempt,
    error: entry.error ?? null,
    result: null,
    artifacts: [],
    feedback: null,
    verifiedAt: null,
    receipt: null,
    finishedAt: null,
    expiresAt: null,
  });
  return { ...rest, startedAt: entry.attempt > 0 ? startedAt : null };
}
