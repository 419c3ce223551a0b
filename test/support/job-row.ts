import type { JobRow } from '../../shared/db/schema.ts';
import type { JobStatus } from '../../shared/domain/job-status.ts';

/** Why each spent attempt of a `jobRow` came to nothing. */
export const CRASHED = { code: 'worker-crashed', message: 'm', retryable: true, attempts: 1 } as const;

/** A row as the database gives it, that has gone through these statuses. */
export function jobRow(statuses: [JobStatus, ...JobStatus[]], more: Partial<JobRow> = {}): JobRow {
  const countOf = (status: JobStatus) => statuses.filter((s) => s === status).length;
  return {
    id: '01941f29-7c00-7000-8000-000000000001',
    owner: 'local',
    model: 'digits',
    modelVersion: '1',
    status: statuses.at(-1) ?? 'queued',
    priority: 0,
    rank: 0,
    batchId: null,
    batchPosition: null,
    collectionId: null,
    feedback: null,
    tally: null,
    verifiedAt: null,
    edits: 0,
    webhook: null,
    cacheKey: null,
    waitsFor: null,
    attempt: countOf('running'),
    failures: 0,
    params: {},
    metadata: {},
    inputSha256: 'ab',
    inputSizeBytes: 877,
    inputMediaType: 'image/png',
    inputName: 'seven.png',
    inputStore: 'inline',
    keepsInput: true,
    result: null,
    artifacts: [],
    error: null,
    timings: { acceptMs: 1 },
    receipt: null,
    spentAttempts: Array.from({ length: countOf('queued') - 1 }, () => ({
      at: 1_767_225_600_000,
      error: CRASHED,
    })),
    seq: statuses.length,
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
