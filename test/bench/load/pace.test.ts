import { expect, test } from 'vitest';
import type { Clock } from '../../../bench/load/clock.ts';
import type { Pace } from '../../../bench/load/options.ts';
import { startAtPace } from '../../../bench/load/pace.ts';
import { poissonArrivals } from '../../../bench/load/poisson-arrivals.ts';

/** Runs a pace whose requests never come to an end, on a clock that jumps to whatever is waited for. */
async function startsOf(
  pace: Pace,
  onStart: (clock: { nowMs: number }) => void = () => {},
): Promise<number[]> {
  const held = { nowMs: 1000 };
  const clock: Clock = {
    now: () => held.nowMs,
    async until(atMs) {
      held.nowMs = Math.max(held.nowMs, atMs);
    },
  };
  const starts: number[] = [];
  await startAtPace(pace, {
    clock,
    stop: new AbortController().signal,
    say: () => {},
    start: (intendedAt) => {
      starts.push(intendedAt - 1000);
      onStart(held);
      return new Promise(() => {});
    },
  });
  return starts;
}

test('a burst does not wait for the one before it, and comes after fractions of a second', async () => {
  const starts = await startsOf({ kind: 'bursts', requests: 2, gapMs: 250, bursts: 3 });
  expect(starts).toEqual([0, 0, 250, 250, 500, 500]);
});

test('a generator that stands still keeps the times for which the requests were meant', async () => {
  const pace = { kind: 'open', perSecond: 100, durationMs: 1000, seed: 1 } as const;
  let count = 0;
  const smooth = await startsOf(pace);
  const stalled = await startsOf(pace, (clock) => {
    if (++count === 5) clock.nowMs += 700;
  });
  expect(stalled).toEqual(smooth);
  expect(smooth.length).toBeGreaterThan(70);
});

test('random arrivals are the same for a seed, and others for another', () => {
  const first = (seed: number) => poissonArrivals(50, seed).next().value;
  expect(first(1)).toBe(first(1));
  expect(first(1)).not.toBe(first(2));
});

test('gaps between random arrivals are exponential: mean and deviation are one over the rate', () => {
  const arrivals = poissonArrivals(200, 42);
  let before = 0;
  const gaps = Array.from({ length: 20_000 }, () => {
    const at = arrivals.next().value;
    const gap = at - before;
    before = at;
    return gap;
  });
  const mean = gaps.reduce((sum, gap) => sum + gap, 0) / gaps.length;
  const variance = gaps.reduce((sum, gap) => sum + (gap - mean) ** 2, 0) / gaps.length;
  expect(mean).toBeCloseTo(5, 0);
  expect(Math.sqrt(variance) / mean).toBeCloseTo(1, 1);
  expect(Math.min(...gaps)).toBeGreaterThan(0);
});
