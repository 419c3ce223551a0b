import { afterEach, beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import type { Sql } from '../../shared/db/client.ts';
import { Leases } from '../../worker/leases.ts';

const A = { id: 'a', attempt: 1 };
const B = { id: 'b', attempt: 2 };

/** A database that answers a renewal with `mine`, or waits until it is told to. */
function setup() {
  const statements: {
    ids: string[];
    attempts: number[];
    answer: (ids: string[]) => void;
    fail: () => void;
  }[] = [];
  const sql = (_: TemplateStringsArray, ids: string[], attempts: number[]) =>
    new Promise((resolve, reject) => {
      const answer = (mine: string[]) => resolve(mine.map((id) => ({ id })));
      statements.push({ ids, attempts, answer, fail: () => reject(new Error('away')) });
    });
  const events: string[] = [];
  const note = (event: string) => events.push(event);
  const log = { debug: note, info: note, warn: note, error: note };
  // Only called as a tag.
  const leases = new Leases(sql as unknown as Sql, { leaseMs: 3000, log });
  onTestFinished(() => leases.stop());
  return { leases, statements, events, pass: (ms: number) => vi.advanceTimersByTimeAsync(ms) };
}

describe('Leases', () => {
  beforeEach(() => {
    vi.useFakeTimers();
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  it('renews all that is held three times per lease, in one statement', async () => {
    const { leases, statements, pass } = setup();
    leases.hold([A, B]);
    await pass(1000);
    expect(statements).toMatchObject([{ ids: ['a', 'b'], attempts: [1, 2] }]);
    statements[0]?.answer(['a', 'b']);
    await pass(1000);
    expect(statements).toHaveLength(2);
    expect(leases.count).toBe(2);
  });

  it('asks for nothing while it holds nothing, and after it was stopped', async () => {
    const { leases, statements, pass } = setup();
    await pass(5000);
    leases.hold([A]);
    leases.release(A);
    await pass(5000);
    leases.hold([A]);
    leases.stop();
    await pass(5000);
    expect(statements).toEqual([]);
  });

  it('lets go of what was taken away', async () => {
    const { leases, statements, events, pass } = setup();
    leases.hold([A, B]);
    await pass(1000);
    statements[0]?.answer(['b']);
    await pass(0);
    expect(leases.count).toBe(1);
    expect(events).toEqual(['attempt.lost']);
    await pass(1000);
    expect(statements[1]?.ids).toEqual(['b']);
  });

  it('keeps a later attempt that was claimed while the renewal of the earlier was under way', async () => {
    const { leases, statements, events, pass } = setup();
    leases.hold([A]);
    await pass(1000);
    leases.hold([{ id: 'a', attempt: 2 }]);
    statements[0]?.answer([]);
    await pass(0);
    expect(leases.count).toBe(1);
    leases.release(A);
    expect(leases.count).toBe(1);
    expect(events).toEqual([]);
  });

  it('does not ask again while an answer is due', async () => {
    const { leases, statements, pass } = setup();
    leases.hold([A]);
    await pass(10_000);
    expect(statements).toHaveLength(1);
  });

  it('keeps everything when the database is away, and asks again', async () => {
    const { leases, statements, events, pass } = setup();
    leases.hold([A]);
    await pass(1000);
    statements[0]?.fail();
    await pass(1000);
    expect(events).toEqual(['lease.renewal-failed']);
    expect(leases.count).toBe(1);
    expect(statements).toHaveLength(2);
  });
});
