import { describe, expect, test } from 'vitest';
import { judgeTarget } from '../../bench/judge-target.ts';
import { median, spreadOf } from '../../bench/statistics.ts';
import { TARGETS } from '../../bench/targets.ts';

describe('median', () => {
  test('is the middle of the values in whatever order they come', () => {
    expect(median([9, 1, 5])).toBe(5);
    expect(median([4])).toBe(4);
  });

  test('is the mean of the two in the middle of an even number', () => {
    expect(median([10, 1, 2, 4])).toBe(3);
  });

  test('of nothing is no number', () => {
    expect(median([])).toBeNaN();
  });
});

describe('spreadOf', () => {
  test('tells the median, the least and the most', () => {
    expect(spreadOf([3, 1, 2])).toEqual({ median: 2, least: 1, most: 3 });
  });

  test('leaves out the rounds that gave nothing', () => {
    expect(spreadOf([3, undefined, Number.NaN, 1])).toEqual({ median: 2, least: 1, most: 3 });
    expect(spreadOf([undefined])).toBeUndefined();
  });
});

describe('judgeTarget', () => {
  const [overSync] = TARGETS.tiny;
  const [errors, time] = TARGETS.burst1000;
  const rate = (ours: number, sync: number) => ({
    'ours-redis': { jobsPerSecond: ours },
    sync: { jobsPerSecond: sync },
  });

  test('takes the median of the ratios of the rounds, not the ratio of the medians', () => {
    // Medians are 300 and 200; the ratios are 3, 0.75 and 2.
    const rounds = [rate(300, 100), rate(150, 200), rate(1000, 500)];
    expect(judgeTarget(overSync, rounds)).toEqual({
      verdict: 'aim',
      value: 2,
      spread: { median: 2, least: 0.75, most: 3 },
    });
  });

  test('tells the target from the aim, and a miss from both', () => {
    expect(judgeTarget(overSync, [rate(80, 100)]).verdict).toBe('aim');
    expect(judgeTarget(overSync, [rate(70, 100)]).verdict).toBe('target');
    expect(judgeTarget(overSync, [rate(64, 100)]).verdict).toBe('missed');
  });

  test('takes less for better where less is better', () => {
    const round = (ours: number) => ({ 'ours-redis': { answersSeconds: ours }, sync: { answersSeconds: 1 } });
    expect(judgeTarget(time, [round(0.7)]).verdict).toBe('aim');
    expect(judgeTarget(time, [round(0.9)]).verdict).toBe('target');
    expect(judgeTarget(time, [round(1.1)]).verdict).toBe('missed');
  });

  test('does not let good rounds hide the worst one where every error counts', () => {
    const round = (count: number) => ({ 'ours-redis': { errors: count }, sync: { errors: 7 } });
    expect(judgeTarget(errors, [round(0), round(0), round(1)])).toMatchObject({
      verdict: 'missed',
      value: 1,
    });
    expect(judgeTarget(errors, [round(0), round(0)]).verdict).toBe('aim');
  });

  test('is not reached by what was not measured', () => {
    expect(judgeTarget(overSync, []).verdict).toBe('not measured');
    expect(judgeTarget(overSync, [{ sync: { jobsPerSecond: 100 } }]).verdict).toBe('not measured');
  });
});
