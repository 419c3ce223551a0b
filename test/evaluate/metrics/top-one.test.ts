import { expect, test } from 'vitest';
import { topOne } from '../../../evaluate/metrics/top-one.ts';

const said = (...labels: string[]) => ({
  labels: labels.map((label, i) => ({ label, score: 0.9 - i / 10 })),
  certain: true,
});

test('the best label counts, and a job without a result or a label is wrong', () => {
  const figures = topOne([
    { truth: 'cat', result: said('cat', 'dog') },
    { truth: 'cat', result: said('dog', 'cat') },
    { truth: 'cat', result: null },
    { truth: 'dog', result: said('dog') },
    { truth: 'dog', result: { labels: [], certain: false } },
  ]);
  expect(figures).toEqual({
    value: 0.4,
    metric: 'top-1',
    rows: [
      ['top-1', '40.00 % (2 of 5)'],
      ['  cat', '33.33 % of 3; taken for dog 1'],
      ['  dog', '50.00 % of 2'],
    ],
  });
});

test('a label that is true of nothing has no row of its own', () => {
  const { rows } = topOne([
    { truth: 'cat', result: said('ship') },
    { truth: 'cat', result: said('ship') },
    { truth: 'cat', result: said('dog') },
  ]);
  expect(rows).toEqual([
    ['top-1', '0.00 % (0 of 3)'],
    ['  cat', '0.00 % of 3; taken for ship 2, dog 1'],
  ]);
});
