import { describe, expect, it } from 'vitest';
import { historyOf } from '../../shared/domain/history.ts';
import { jobSchema } from '../../shared/domain/job.ts';
import { jobView, jobViewAt } from '../../shared/job-view.ts';
import { CRASHED, jobRow } from '../support/job-row.ts';

const DONE = jobRow(['queued', 'running', 'queued', 'running', 'succeeded'], {
  result: { labels: [{ label: '7', score: 0.9 }], certain: true },
  receipt: {
    model: 'digits',
    modelVersion: '1',
    modelSha256: 'cd',
    inputSha256: 'ab',
    runtime: 'r 1',
    provider: 'cpu',
    cached: false,
  },
  timings: { acceptMs: 1, totalMs: 9 },
  startedAt: '2026-01-01 00:00:01.123456+00',
  finishedAt: '2026-01-01 01:00:02+01',
  expiresAt: '2026-01-08 00:00:02+00',
  idempotencyKey: 'secret-key',
  workerId: 'secret-worker',
});

const HISTORY = historyOf(DONE);

describe('jobView', () => {
  it('is what the API document says, and nothing that is only the server’s', () => {
    const view = jobView(DONE);
    expect(jobSchema.strict().parse(view)).toEqual(view);
    expect(JSON.stringify(view)).not.toMatch(/secret|spent|lease|owner/);
  });

  it('tells times in RFC 3339, UTC and milliseconds', () => {
    const { createdAt, startedAt, finishedAt } = jobView(DONE);
    expect([createdAt, startedAt, finishedAt]).toEqual([
      '2026-01-01T00:00:00.000Z',
      '2026-01-01T00:00:01.123Z',
      '2026-01-01T00:00:02.000Z',
    ]);
  });

  it('tells the place in the queue only while queued, and the ledger only at the end', () => {
    const queue = { position: 3, etaMs: 100 };
    expect(jobView(jobRow(['queued']), queue)).toMatchObject({ queue, timings: null });
    expect(jobView(jobRow(['queued', 'running']), queue)).toMatchObject({ queue: null, timings: null });
    expect(jobView(DONE, queue)).toMatchObject({ queue: null, timings: { totalMs: 9 } });
  });
});

describe('jobViewAt', () => {
  it('is the job itself at its last change', () => {
    expect(jobViewAt(DONE, HISTORY[4]!)).toEqual(jobView(DONE));
  });

  it('knows of an earlier change only what was known then', () => {
    expect(jobViewAt(DONE, HISTORY[0]!)).toMatchObject({
      status: 'queued',
      attempt: 0,
      result: null,
      receipt: null,
      timings: null,
      startedAt: null,
      finishedAt: null,
      expiresAt: null,
    });
    expect(jobViewAt(DONE, HISTORY[1]!)).toMatchObject({
      status: 'running',
      attempt: 1,
      result: null,
      startedAt: '2026-01-01T00:00:01.123Z',
      finishedAt: null,
    });
  });

  it('tells of a retry why the attempt before it failed', () => {
    expect(jobViewAt(DONE, HISTORY[2]!)).toMatchObject({ status: 'queued', attempt: 1, error: CRASHED });
  });
});
