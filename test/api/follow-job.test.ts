import { describe, expect, it } from 'vitest';
import type { Feed } from '../../api/feed.ts';
import { followJob } from '../../api/follow-job.ts';
import type { JobRow } from '../../shared/db/schema.ts';
import type { JobStatus } from '../../shared/domain/job-status.ts';
import type { Progress } from '../../shared/domain/progress.ts';
import { jobRow } from '../support/job-row.ts';

type OnRow = (row: JobRow | undefined) => void;

/** A feed whose news and whose reads are given by the test. */
function setup(first: JobRow, { afterSeq = 0, read = async () => first as JobRow | undefined } = {}) {
  const followers = new Set<OnRow>();
  const hearers = new Set<(progress: Progress) => void>();
  const feed = {
    follow(_id: string, _seq: number, onRow: OnRow) {
      followers.add(onRow);
      return () => void followers.delete(onRow);
    },
    followProgress(_id: string, onProgress: (progress: Progress) => void) {
      hearers.add(onProgress);
      return () => void hearers.delete(onProgress);
    },
    find: read,
  };
  const abort = new AbortController();
  // Only these are used of it.
  const events = followJob(feed as unknown as Feed, first, { afterSeq, signal: abort.signal });
  const next = async () => {
    const { value } = await events.next();
    if (value && 'progress' in value) return value.progress;
    return value && ([value.entry.seq, value.entry.status] as [number, JobStatus]);
  };
  const report = (done: number, attempt = 1) => {
    const progress = { id: first.id, attempt, step: 'classify', done, total: 9 };
    for (const onProgress of hearers) onProgress(progress);
    return progress;
  };
  const tell = (row: JobRow | undefined) => {
    for (const onRow of followers) onRow(row);
  };
  const all = async () => {
    const seqs: number[] = [];
    for await (const event of events) if ('entry' in event) seqs.push(event.entry.seq);
    return seqs;
  };
  return { next, tell, report, abort, followers, hearers, all };
}

const QUEUED = jobRow(['queued']);
const RUNNING = jobRow(['queued', 'running']);
const DONE = jobRow(['queued', 'running', 'succeeded']);

describe('followJob', () => {
  it('tells a finished job from its beginning and ends', async () => {
    const { all, followers } = setup(DONE);
    expect(await all()).toEqual([1, 2, 3]);
    expect(followers.size).toBe(0);
  });

  it('goes on after what was seen', async () => {
    expect(await setup(DONE, { afterSeq: 2 }).all()).toEqual([3]);
    expect(await setup(DONE, { afterSeq: 3 }).all()).toEqual([]);
  });

  it('tells each change once, also when several came at once', async () => {
    const { next, tell } = setup(QUEUED);
    expect(await next()).toEqual([1, 'queued']);
    const second = next();
    tell(QUEUED);
    tell(DONE);
    expect(await second).toEqual([2, 'running']);
    expect(await next()).toEqual([3, 'succeeded']);
    expect(await next()).toBeUndefined();
  });

  it('misses nothing that happened between reading the job and following it', async () => {
    expect(await setup(QUEUED, { read: async () => DONE }).all()).toEqual([1, 2, 3]);
  });

  it('misses nothing when a slow read comes back behind newer news', async () => {
    let answer = (_: JobRow) => {};
    const read = new Promise<JobRow>((resolve) => {
      answer = resolve;
    });
    const { all, tell } = setup(QUEUED, { read: () => read });
    const seqs = all();
    tell(DONE);
    answer(RUNNING);
    expect(await seqs).toEqual([1, 2, 3]);
  });

  it('ends when the job is deleted', async () => {
    const { next, tell, followers } = setup(QUEUED);
    await next();
    const end = next();
    tell(undefined);
    expect(await end).toBeUndefined();
    expect(followers.size).toBe(0);
    expect(await setup(QUEUED, { read: async () => undefined }).all()).toEqual([]);
  });

  it('ends when it is no longer wanted, without a leftover', async () => {
    const { next, abort, followers } = setup(QUEUED);
    await next();
    const end = next();
    abort.abort();
    expect(await end).toBeUndefined();
    expect(followers.size).toBe(0);
  });

  it('tells the latest progress of the attempt that runs, between two changes', async () => {
    const { next, tell, report, hearers } = setup(RUNNING);
    expect([await next(), await next()]).toEqual([
      [1, 'queued'],
      [2, 'running'],
    ]);
    const third = next();
    report(1);
    const latest = report(2);
    expect(await third).toEqual(latest);
    const fourth = next();
    report(3);
    tell(DONE);
    expect(await fourth).toEqual([3, 'succeeded']);
    expect(await next()).toBeUndefined();
    expect(hearers.size).toBe(0);
  });

  it('tells no progress of a job that is not running, or of an attempt that was taken away', async () => {
    const { next, tell, report } = setup(QUEUED);
    expect(await next()).toEqual([1, 'queued']);
    const second = next();
    report(1);
    await new Promise((resolve) => setImmediate(resolve));
    tell(RUNNING);
    expect(await second).toEqual([2, 'running']);
    const third = next();
    report(5, 2);
    await new Promise((resolve) => setImmediate(resolve));
    const mine = report(6);
    expect(await third).toEqual(mine);
  });
});
