import { describe, expect, test } from 'vitest';
import { type Corners, drawnBoxes } from '../../../../api/compat/nachet/boxes.ts';
import { readCases } from '../../../support/fixtures.ts';

type Object_ = { box: Corners; label: string; score: number };
type Case = {
  name: string;
  data: { boxes: Object_[] }[];
  imageDims: [number, number];
  kwargs: { area_ratio?: number; color_format?: 'hex' | 'rgb' };
  expected?: { boxes: object[] }[];
};

const { cases } = readCases<{ cases: Case[] }>('nachet/process_inference_cases.json', { cases: [] });

describe('boxes are drawn', () => {
  test.for(cases.filter((one) => one.expected).map((one) => [one.name, one] as const))(
    'as the original does: %s',
    ([, { data, imageDims, kwargs, expected }]) => {
      for (const [i, { boxes }] of data.entries())
        expect(
          drawnBoxes(boxes, {
            size: imageDims,
            areaRatio: kwargs.area_ratio ?? 0.5,
            format: kwargs.color_format ?? 'hex',
          }),
        ).toEqual(expected?.[i]?.boxes);
    },
  );

  const object = (label: string, score: number, [topX, topY, bottomX, bottomY]: number[]): Object_ => ({
    label,
    score,
    box: { topX: topX!, topY: topY!, bottomX: bottomX!, bottomY: bottomY! },
  });
  const options = { size: [200, 100], areaRatio: 0.5, format: 'hex' } as const;

  test('none when nothing was found', () => {
    expect(drawnBoxes([], options)).toEqual([]);
  });

  test('the lower score takes the corners of the higher, whichever comes first', () => {
    const [low, high] = drawnBoxes(
      [object('a', 0.4, [0.1, 0.1, 0.5, 0.5]), object('b', 0.9, [0.12, 0.1, 0.52, 0.5])],
      options,
    );
    expect(low).toMatchObject({ overlapping: true, overlappingIndices: [2], box: high!.box });
    expect(high).toMatchObject({ overlapping: false, overlappingIndices: [] });
    expect(high!.box).toEqual({ topX: 24, topY: 10, bottomX: 104, bottomY: 50 });
  });

  test('apart from each other, or as likely, they stay as they are', () => {
    const apart = drawnBoxes(
      [object('a', 0.4, [0.1, 0.1, 0.3, 0.3]), object('b', 0.9, [0.5, 0.5, 0.9, 0.9])],
      options,
    );
    const alike = drawnBoxes(
      [1, 1].map((score) => object('a', score, [0.1, 0.1, 0.3, 0.3])),
      options,
    );
    for (const box of [...apart, ...alike])
      expect(box).toMatchObject({ overlapping: false, overlappingIndices: [] });
  });

  test('a label keeps its colour, also as numbers', () => {
    const boxes = ['a', 'b', 'a'].map((label) => object(label, 1, [0.1, 0.1, 0.3, 0.3]));
    expect(drawnBoxes(boxes, { ...options, format: 'rgb' }).map(({ color }) => color)).toEqual([
      [237, 28, 36],
      [0, 90, 255],
      [237, 28, 36],
    ]);
  });
});
