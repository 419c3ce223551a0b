import { describe, expect, it } from 'vitest';
import { coalesce } from '../../shared/coalesce.ts';

/** A batch function that records what it gets and ends each batch when it is told to. */
function setup(options: { maxSize: number; maxInFlight?: number }) {
  const batches: { items: readonly number[]; end: (error?: Error) => void }[] = [];
  const double = coalesce<number, number>(
    (items) =>
      new Promise((resolve, reject) => {
        batches.push({ items, end: (error) => (error ? reject(error) : resolve(items.map((n) => n * 2))) });
      }),
    options,
  );
  return { batches, double };
}

/** All microtasks that are due, and those that they make. */
const settled = () => new Promise((resolve) => setImmediate(resolve));

describe('coalesce', () => {
  it('runs an item alone at once, without a timer', async () => {
    const { batches, double } = setup({ maxSize: 10 });
    const result = double(1);
    await Promise.resolve();
    expect(batches.map((b) => b.items)).toEqual([[1]]);
    batches[0]?.end();
    expect(await result).toBe(2);
  });

  it('puts calls of one turn into one batch, each with its own result', async () => {
    const { batches, double } = setup({ maxSize: 10 });
    const results = Promise.all([double(1), double(2), double(3)]);
    await settled();
    expect(batches.map((b) => b.items)).toEqual([[1, 2, 3]]);
    batches[0]?.end();
    expect(await results).toEqual([2, 4, 6]);
  });

  it('gathers what comes while a batch is under way', async () => {
    const { batches, double } = setup({ maxSize: 10 });
    const first = double(1);
    await settled();
    const rest = [double(2), double(3)];
    await settled();
    expect(batches).toHaveLength(1);
    batches[0]?.end();
    expect(await first).toBe(2);
    await settled();
    expect(batches[1]?.items).toEqual([2, 3]);
    batches[1]?.end();
    expect(await Promise.all(rest)).toEqual([4, 6]);
  });

  it('never runs more than maxSize items at once, nor more batches than maxInFlight', async () => {
    const { batches, double } = setup({ maxSize: 2, maxInFlight: 2 });
    const results = Promise.all([1, 2, 3, 4, 5].map(double));
    await settled();
    expect(batches.map((b) => b.items)).toEqual([
      [1, 2],
      [3, 4],
    ]);
    batches[1]?.end();
    await settled();
    expect(batches[2]?.items).toEqual([5]);
    batches[0]?.end();
    batches[2]?.end();
    expect(await results).toEqual([2, 4, 6, 8, 10]);
  });

  it('fails a bad item alone when an item may be at fault', async () => {
    const batches: (readonly number[])[] = [];
    const root = coalesce<number, number>(
      async (items) => {
        batches.push(items);
        if (items.some((n) => n < 0)) throw new RangeError('negative');
        return items.map(Math.sqrt);
      },
      { maxSize: 10, isItemFault: (error) => error instanceof RangeError },
    );
    const results = await Promise.allSettled([root(4), root(-1), root(9)]);
    expect(results.map((r) => (r.status === 'fulfilled' ? r.value : String(r.reason)))).toEqual([
      2,
      'RangeError: negative',
      3,
    ]);
    expect(batches).toEqual([[4, -1, 9], [4], [-1], [9]]);
  });

  it('fails the whole batch once when no item is at fault, and goes on with the next', async () => {
    const { batches, double } = setup({ maxSize: 10 });
    const results = Promise.allSettled([double(1), double(2)]);
    await settled();
    batches[0]?.end(new Error('away'));
    expect((await results).map((r) => r.status)).toEqual(['rejected', 'rejected']);
    expect(batches).toHaveLength(1);
    const next = double(3);
    await settled();
    batches[1]?.end();
    expect(await next).toBe(6);
  });

  it('rejects when there are not as many results as items', async () => {
    const lossy = coalesce<number, number>(async () => [1], { maxSize: 10 });
    const results = await Promise.allSettled([lossy(1), lossy(2)]);
    expect(results.map((r) => r.status)).toEqual(['rejected', 'rejected']);
  });
});
