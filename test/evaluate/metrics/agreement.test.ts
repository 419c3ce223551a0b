import { expect, test } from 'vitest';
import { agreement } from '../../../evaluate/metrics/agreement.ts';

const pairs = (counts: [truth: string, said: string | null, count: number][]) =>
  counts.flatMap(([truth, said, count]) => Array.from({ length: count }, () => ({ truth, said })));

const kappaOf = (counts: Parameters<typeof pairs>[0]) => Number(agreement(pairs(counts)).rows[1]![1]);

test('kappa takes out what chance explains', () => {
  // observed 35/50; by chance 25/50 x 30/50 + 25/50 x 20/50 = 0.5; so 0.2 / 0.5
  const { value, rows } = agreement(
    pairs([
      ['wake', 'wake', 20],
      ['wake', 'sleep', 5],
      ['sleep', 'wake', 10],
      ['sleep', 'sleep', 15],
    ]),
  );
  expect(value).toBe(0.7);
  expect(rows).toEqual([
    ['accuracy', '70.00 % (35 of 50)'],
    ["Cohen's kappa", '0.400'],
    ['  sleep', '60.00 % of 25; taken for wake 10'],
    ['  wake', '80.00 % of 25; taken for sleep 5'],
  ]);
});

test('kappa is 1 for full agreement, 0 where chance does as well, below 0 where it does better', () => {
  expect(
    kappaOf([
      ['a', 'a', 3],
      ['b', 'b', 2],
    ]),
  ).toBe(1);
  expect(
    kappaOf([
      ['a', 'a', 3],
      ['b', 'a', 2],
    ]),
  ).toBe(0);
  expect(
    kappaOf([
      ['a', 'b', 1],
      ['b', 'a', 1],
    ]),
  ).toBe(-1);
  expect(kappaOf([['a', 'a', 4]])).toBe(0);
});

test('what was not said is wrong', () => {
  expect(
    agreement(
      pairs([
        ['a', 'a', 1],
        ['a', null, 1],
      ]),
    ).value,
  ).toBe(0.5);
});
