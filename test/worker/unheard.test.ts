import { describe, expect, it } from 'vitest';
import { rankOf } from '../../shared/domain/rank.ts';
import type { WorkerReport } from '../../shared/domain/worker-report.ts';
import { Unheard } from '../../worker/unheard.ts';

const report = (hasRoom: boolean, jobsPerSecond: number | null): WorkerReport => ({
  host: 'here',
  pid: 1,
  children: 1,
  busyChildren: 1,
  models: { digits: { running: 1, done: 1, jobsPerSecond, hasRoom, bellSize: 1 } },
  metrics: '',
});

describe('Unheard', () => {
  it('asks for much where a worker has room, and for nothing that nobody serves', () => {
    const unheard = new Unheard();
    expect([...unheard.wanted([report(true, 10), report(false, 10)], 1)]).toEqual([['digits', 2000]]);
    expect([...unheard.wanted([], 1)]).toEqual([]);
  });

  it('asks for a fifth of what is drained where all are busy, also when that is less than one', () => {
    const unheard = new Unheard();
    expect([...unheard.wanted([report(false, 50), report(false, 50)], 1)]).toEqual([['digits', 20]]);
    const slow = new Unheard();
    const asked = Array.from({ length: 10 }, () => slow.wanted([report(false, 1)], 1).get('digits') ?? 0);
    expect(asked.reduce((sum, n) => sum + n, 0)).toBe(2);
    expect([...slow.wanted([report(false, null)], 1)]).toEqual([]);
  });

  it('puts what it rings for before the others of its priority, but only where all are busy', () => {
    const unheard = new Unheard();
    const job = { id: 'a', model: 'digits', rank: rankOf(3, 1000) };
    unheard.wanted([report(false, 100)], 1);
    expect(unheard.placed(job).rank).toBe(rankOf(3, 0));
    unheard.wanted([report(true, 100)], 1);
    expect(unheard.placed(job).rank).toBe(job.rank);
  });
});
