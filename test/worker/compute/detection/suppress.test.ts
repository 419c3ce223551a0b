import { describe, expect, it } from 'vitest';
import { iou, suppress } from '../../../../worker/compute/detection/suppress.ts';

const at = (x: number, score: number, label = 0) => ({ box: [x, 0, x + 10, 10] as const, score, label });
const all = { iouThreshold: 0.5, agnostic: false, most: 100 };

describe('suppress', () => {
  it('keeps the best of those that overlap, best first', () => {
    // Overlap of the first two: 8 of 12.
    expect(suppress([at(0, 0.5), at(2, 0.9), at(20, 0.7)], all)).toEqual([at(2, 0.9), at(20, 0.7)]);
  });

  it('keeps what overlaps exactly as much as may be', () => {
    // 5 of 15.
    const pair = [at(0, 0.9), at(5, 0.8)];
    expect(suppress(pair, { ...all, iouThreshold: 1 / 3 })).toEqual(pair);
    expect(suppress(pair, { ...all, iouThreshold: 0.333 })).toEqual([at(0, 0.9)]);
    expect(suppress([at(0, 0.9), at(0, 0.8)], { ...all, iouThreshold: 1 })).toHaveLength(2);
  });

  it('lets objects of different labels overlap, unless told otherwise', () => {
    const pair = [at(0, 0.9, 0), at(1, 0.8, 1)];
    expect(suppress(pair, all)).toEqual(pair);
    expect(suppress(pair, { ...all, agnostic: true })).toEqual([at(0, 0.9, 0)]);
  });

  it('keeps no more than asked for', () => {
    expect(suppress([at(0, 0.1), at(20, 0.3), at(40, 0.2)], { ...all, most: 2 })).toEqual([
      at(20, 0.3),
      at(40, 0.2),
    ]);
  });
});

describe('iou', () => {
  it.each([
    [[0, 0, 10, 10], [0, 0, 10, 10], 1],
    [[0, 0, 10, 10], [10, 0, 20, 10], 0],
    [[0, 0, 10, 10], [5, 5, 15, 15], 25 / 175],
    [[0, 0, 0, 0], [0, 0, 0, 0], 0],
    [[10, 10, 0, 0], [0, 0, 10, 10], 0],
  ] as const)('of %j and %j is %d', (a, b, expected) => {
    expect(iou(a, b)).toBeCloseTo(expected, 12);
  });
});
