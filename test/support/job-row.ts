import type { JobRow } from '../../shared/db/schema.ts';
import type { HistoryEntry } from '../../shared/domain/history.ts';
import type { JobStatus } from '../../shared/domain/job-status.ts';

/** History entries of these statuses, numbered from 1; the attempt rises with each `running`. */
function historyOf(...statuses: JobStatus[]): HistoryEntry[] {
  return statuses.map((status, i) => ({
    seq: i + 1,
    status,
    attempt: statuses.slice(0, i + 1).filter((s) => s === 'running').length,
    at: 1_767_225_600_000 + i,
    xid: String(700 + i),
  }));
}

/** A row as the database gives it, that has gone through these statuses. */
export function jobRow(statuses: [JobStatus, ...JobStatus[]], more: Partial<JobRow> = {}): JobRow {
  const history = historyOf(...statuses);
  return {
    id: '01941f29-7c00-7000-8000-000000000001',
    owner: 'local',
    model: 'digits',
    modelVersion: '1',
    status: statuses.at(-1) ?? 'queued',
    priority: 0,
    attempt: history.at(-1)?.attempt ?? 0,
    failures: 0,
    params: {},
    metadata: {},
    inputSha256: 'ab',
    inputSizeBytes: 877,
    inputMediaType: 'image/png',
    inputName: 'seven.png',
    inputStore: 'inline',
    result: null,
    artifacts: [],
    error: null,
    timings: { acceptMs: 1 },
    receipt: null,
    history,
    seq: history.length,
    changedXid: '700',
    workerId: null,
    leaseUntil: null,
    queuedAt: '2026-01-01 00:00:00+00',
    dueAt: '2026-01-01 00:00:00+00',
    deadlineAt: null,
    idempotencyKey: null,
    requestSha256: null,
    createdAt: '2026-01-01 00:00:00+00',
    startedAt: null,
    finishedAt: null,
    expiresAt: null,
    ...more,
  };
}
