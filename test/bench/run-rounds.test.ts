import { expect, test } from 'vitest';
import { runRounds } from '../../bench/run-rounds.ts';

test('every subject is warmed up, then measured once a round, and each comes first in turn', async () => {
  const order: string[] = [];
  const subjects = ['a', 'b', 'c'].map((name, i) => ({
    name,
    measure: async (extent: 'warm-up' | 'whole') => {
      order.push(extent === 'warm-up' ? `(${name})` : name);
      return { requests: extent === 'warm-up' ? 99 : i, p50Ms: Number.NaN };
    },
  }));
  const rounds = await runRounds(subjects, 3, () => {});
  expect(order.join(' ')).toBe('(a) (b) (c) a b c b c a c a b');
  // Without the warm-up, and without what could not be told.
  const round = { a: { requests: 0 }, b: { requests: 1 }, c: { requests: 2 } };
  expect(rounds).toEqual([round, round, round]);
});
