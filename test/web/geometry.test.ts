import { describe, expect, test } from 'vitest';
import { type Box, boxBetween, handlePoint, moveBox, resizeBox, roundBox } from '../../web/boxes/geometry.ts';

const PICTURE = { width: 100, height: 80 };
const BOX: Box = [10, 20, 30, 50];

test.each([
  [{ x: 5, y: -5 }, [15, 15, 35, 45]],
  [{ x: -50, y: 0 }, [0, 20, 20, 50]],
  [{ x: 500, y: 500 }, [80, 50, 100, 80]],
])('a box moved by %o stays in the picture and keeps its size', (way, expected) => {
  expect(moveBox(BOX, way, PICTURE)).toEqual(expected);
});

describe('a box that is resized', () => {
  test.each([
    ['se', { x: 40, y: 60 }, [10, 20, 40, 60]],
    ['nw', { x: 0, y: 0 }, [0, 0, 30, 50]],
    ['e', { x: 90, y: 0 }, [10, 20, 90, 50]],
    ['n', { x: 0, y: 30 }, [10, 30, 30, 50]],
  ] as const)('by %s to %o is %o', (handle, to, expected) => {
    expect(resizeBox(BOX, handle, to, PICTURE)).toEqual(expected);
  });

  test('is never turned inside out, nor leaves the picture', () => {
    expect(resizeBox(BOX, 'se', { x: 0, y: 0 }, PICTURE)).toEqual([10, 20, 12, 22]);
    expect(resizeBox(BOX, 'nw', { x: 99, y: 79 }, PICTURE)).toEqual([28, 48, 30, 50]);
    expect(resizeBox(BOX, 'se', { x: 900, y: 900 }, PICTURE)).toEqual([10, 20, 100, 80]);
  });
});

test('a box is drawn between two points in whichever order, within the picture, if it is large enough', () => {
  expect(boxBetween({ x: 60, y: 70 }, { x: 20, y: -10 }, PICTURE)).toEqual([20, 0, 60, 70]);
  expect(boxBetween({ x: 20, y: 20 }, { x: 21, y: 60 }, PICTURE)).toBeUndefined();
});

test('handles stand at corners and in the middle of sides', () => {
  expect(handlePoint(BOX, 'nw')).toEqual({ x: 10, y: 20 });
  expect(handlePoint(BOX, 's')).toEqual({ x: 20, y: 50 });
});

test('boxes are sent in hundredths of a pixel', () => {
  expect(roundBox([1.004, 2.006, 3.996, 4])).toEqual([1, 2.01, 4, 4]);
});
