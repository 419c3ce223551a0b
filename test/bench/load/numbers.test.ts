import { expect, test } from 'vitest';
import { binsOf } from '../../../bench/load/histogram-bins.ts';
import { percentile, summarize } from '../../../bench/load/percentiles.ts';
import { seriesOf } from '../../../bench/load/series.ts';
import { thinOut } from '../../../bench/load/thin-out.ts';

test('a percentile is the nearest rank: always one of the values', () => {
  expect(percentile([7], 50)).toBe(7);
  expect(percentile([1, 2, 3, 4], 50)).toBe(2);
  expect(percentile([1, 2, 3, 4], 75)).toBe(3);
  expect(percentile([1, 2, 3, 4], 76)).toBe(4);
  expect(percentile([1, 2, 3, 4], 0.1)).toBe(1);
});

test('a summary sorts by value, and there is none of nothing', () => {
  expect(summarize([10, 9, 100])).toEqual({ count: 3, mean: 119 / 3, p50: 10, p90: 100, p99: 100, max: 100 });
  expect(summarize([])).toBeUndefined();
});

test('bins have one round width, and the few slowest share the last', () => {
  const bins = binsOf([...Array.from({ length: 200 }, (_, i) => i), 5000]);
  expect(bins[0]).toEqual({ from: 0, to: 5, count: 5 });
  expect(bins.at(-1)).toEqual({ from: 200, to: null, count: 1 });
  expect(bins.reduce((sum, { count }) => sum + count, 0)).toBe(201);
  expect(bins.length).toBeLessThanOrEqual(42);
  expect(binsOf([0.03])).toEqual([{ from: 0.03, to: 0.04, count: 1 }]);
  expect(binsOf([])).toEqual([]);
});

test('dots are thinned out evenly, and the slowest stay', () => {
  const dots = Array.from({ length: 10_000 }, (_, i) => [i, i === 4321 ? 99 : 1] as const);
  const thin = thinOut(dots, 100);
  expect(thin.length).toBeLessThanOrEqual(101);
  expect(thin).toContainEqual([4321, 99]);
  expect(thinOut(dots.slice(0, 50), 100)).toEqual(dots.slice(0, 50));
});

test('latencies stand in the second in which a request was meant to start', () => {
  const file = { name: 'a', contentType: 'b', bytes: Buffer.alloc(0), sha256: 'c' };
  const submissions = [
    { file, intendedAt: 100, sentAt: 1200, answeredAt: 1300, endedAt: 3100 },
    { file, intendedAt: 1100, sentAt: 1200, answeredAt: 1250, isRefused: true },
  ];
  expect(seriesOf(submissions, { startedAtMs: 100, hasSubmits: true })).toEqual([
    {
      second: 0,
      sent: 0,
      accepted: 0,
      refused: 0,
      done: 0,
      submitMs: { p50: 1200, p99: 1200 },
      resultMs: { p50: 3000, p99: 3000 },
    },
    { second: 1, sent: 2, accepted: 1, refused: 1, done: 0, submitMs: null, resultMs: null },
    { second: 2, sent: 0, accepted: 0, refused: 0, done: 0, submitMs: null, resultMs: null },
    { second: 3, sent: 0, accepted: 0, refused: 0, done: 1, submitMs: null, resultMs: null },
  ]);
});
