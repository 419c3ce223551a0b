import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { ProgressReports } from '../../../worker/compute/progress-reports.ts';
import type { StepProgress } from '../../../worker/compute/protocol.ts';

const at = (jobId: string, done: number): StepProgress => ({ jobId, step: 'detect', done, total: 9 });

describe('ProgressReports', () => {
  beforeEach(() => {
    vi.useFakeTimers();
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  it('sends the latest of each job five times a second, and nothing while there is no news', async () => {
    const sent: (readonly StepProgress[])[] = [];
    const reports = new ProgressReports((jobs) => sent.push(jobs));
    for (let done = 0; done < 5; done++) reports.add(at('a', done));
    reports.add(at('b', 1));
    expect(sent).toEqual([]);
    await vi.advanceTimersByTimeAsync(200);
    expect(sent).toEqual([[at('a', 4), at('b', 1)]]);
    await vi.advanceTimersByTimeAsync(1000);
    reports.add(at('b', 2));
    await vi.advanceTimersByTimeAsync(200);
    expect(sent.slice(1)).toEqual([[at('b', 2)]]);
  });

  it('sends nothing of a batch that has ended before', async () => {
    const sent: unknown[] = [];
    const reports = new ProgressReports((jobs) => sent.push(jobs));
    reports.add(at('a', 1));
    reports.clear();
    await vi.advanceTimersByTimeAsync(1000);
    expect(sent).toEqual([]);
  });
});
