import type { HistoryEntry } from '../shared/domain/history.ts';
import type { Job } from '../shared/domain/job.ts';
import { isTerminal } from '../shared/domain/job-status.ts';
import type { InsertedJob } from '../shared/jobs/insert-jobs.ts';

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
    batch: null,
    collection: null,
    result: row.result,
    artifacts: row.artifacts,
    error: row.error,
    timings: isTerminal(row.status) ? row.timings : null,
    receipt: row.receipt,
    createdAt: rfc3339(row.createdAt),
    startedAt: row.startedAt && rfc3339(row.startedAt),
    finishedAt: row.finishedAt && rfc3339(row.finishedAt),
    expiresAt: row.expiresAt && rfc3339(row.expiresAt),
    links: { self, events: `${self}/events`, cancel: `${self}/cancel`, input: `${self}/input` },
  };
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
    receipt: null,
    finishedAt: null,
    expiresAt: null,
  });
  return { ...rest, startedAt: entry.attempt > 0 ? startedAt : null };
}

/** Postgres writes `2026-11-21 09:00:00.123456+00`, with as many digits as are needed, in the zone of the session. */
function rfc3339(time: string): string {
  // What `Date` takes a microsecond and more to parse, four times a job.
  const inUtc = /^(\d{4}-\d\d-\d\d) (\d\d:\d\d:\d\d)(?:\.(\d{1,6}))?\+00$/.exec(time);
  if (!inUtc) return new Date(time).toISOString();
  const [, date, seconds, fraction = ''] = inUtc;
  return `${date}T${seconds}.${fraction.slice(0, 3).padEnd(3, '0')}Z`;
}
