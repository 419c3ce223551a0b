import { describe, expect, it } from 'vitest';
import { failure } from '../../../shared/domain/job-error.ts';
import { outcomeOfFailure } from '../../../shared/domain/outcome.ts';

const LATE = failure('model-timeout', 'late');
const CRASHED = failure('worker-crashed', 'crashed');
const LOST = failure('worker-lost', 'lost');
const low = { random: () => 0 };
const high = { random: () => 1 };

describe('outcomeOfFailure', () => {
  it('ends a job at once whose input is at fault', () => {
    const error = failure('invalid-image', 'damaged');
    expect(outcomeOfFailure(error, { attempt: 1, failures: 0 })).toEqual({ kind: 'failed', error });
  });

  it('backs off twice as long after each failure, with jitter on the upper half', () => {
    expect(outcomeOfFailure(LATE, { attempt: 1, failures: 0 }, low)).toMatchObject({ delayMs: 250 });
    expect(outcomeOfFailure(LATE, { attempt: 1, failures: 0 }, high)).toMatchObject({ delayMs: 500 });
    expect(outcomeOfFailure(LATE, { attempt: 2, failures: 1 }, low)).toMatchObject({ delayMs: 500 });
    expect(outcomeOfFailure(LATE, { attempt: 2, failures: 1 }, high)).toMatchObject({ delayMs: 1000 });
  });

  it('never backs off longer than 30 seconds', () => {
    const policy = { maxFailures: 100, maxAttempts: 100 };
    const outcome = outcomeOfFailure(LATE, { attempt: 50, failures: 50 }, { policy, ...high });
    expect(outcome).toMatchObject({ kind: 'retry', delayMs: 30_000 });
  });

  it('fails a job for good at its third own failure', () => {
    expect(outcomeOfFailure(LATE, { attempt: 2, failures: 1 })).toMatchObject({
      kind: 'retry',
      blamed: true,
    });
    expect(outcomeOfFailure(LATE, { attempt: 3, failures: 2 })).toEqual({ kind: 'failed', error: LATE });
  });

  it('tries again at once after a crash, and blames the job', () => {
    const outcome = outcomeOfFailure(CRASHED, { attempt: 1, failures: 0 });
    expect(outcome).toEqual({ kind: 'retry', error: CRASHED, delayMs: 0, blamed: true });
  });

  it('does not blame a job for lost workers, however many failures it has', () => {
    const outcome = outcomeOfFailure(LOST, { attempt: 19, failures: 2 });
    expect(outcome).toEqual({ kind: 'retry', error: LOST, delayMs: 0, blamed: false });
  });

  it('waits for a far end that is away without blame, twice as long each time', () => {
    const AWAY = failure('endpoint-unavailable', 'away');
    const delayOf = (attempt: number) =>
      outcomeOfFailure(AWAY, { attempt, failures: 2 }, high) as { delayMs: number };
    expect(delayOf(1)).toEqual({ kind: 'retry', error: AWAY, delayMs: 500, blamed: false });
    expect([2, 3, 7, 8, 19].map((attempt) => delayOf(attempt).delayMs)).toEqual([
      1000, 2000, 30_000, 30_000, 30_000,
    ]);
    expect(outcomeOfFailure(AWAY, { attempt: 20, failures: 0 })).toEqual({ kind: 'failed', error: AWAY });
  });

  it('gives up at the twentieth attempt even of lost workers', () => {
    expect(outcomeOfFailure(LOST, { attempt: 20, failures: 0 })).toEqual({ kind: 'failed', error: LOST });
  });
});
