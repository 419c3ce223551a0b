import { describe, expect, it } from 'vitest';
import { detectionOutputSchema } from '../../../../shared/domain/detection-output.ts';
import { decoderOf } from '../../../../worker/compute/detection/index.ts';
import type { Tensors } from '../../../../worker/compute/tensors/tensor-data.ts';

const INPUT = { height: 100, width: 200, minScore: 0.5 };
const logit = (p: number) => Math.log(p / (1 - p));

function tensors(named: Record<string, { dims: number[]; data: number[] }>): Tensors {
  return Object.fromEntries(
    Object.entries(named).map(([name, { dims, data }]) => [
      name,
      { datatype: 'float32', dims, data: Float32Array.from(data) },
    ]),
  );
}

/** Boxes and scores to five digits, as float32 has them. */
function decode(output: object, outputs: Tensors) {
  const parsed = detectionOutputSchema.parse(output);
  return decoderOf(parsed.decoder)
    .decode(outputs, parsed, INPUT)
    .map(({ box, score, label }) => ({
      box: box.map((n) => Number(n.toFixed(3))),
      score: Number(score.toFixed(5)),
      label,
    }));
}

describe('boxes-and-scores', () => {
  const output = { decoder: 'boxes-and-scores', boxes: 'b', scores: 's' };

  it('reads relative corners, and leaves the background out of the labels', () => {
    const outputs = tensors({
      b: { dims: [1, 2, 4], data: [0.1, 0.2, 0.5, 0.6, 0, 0, 1, 1] },
      s: { dims: [1, 2, 3], data: [0.1, 0.2, 0.7, 0.9, 0.05, 0.05] },
    });
    expect(decode({ ...output, background: 0 }, outputs)).toEqual([
      { box: [20, 20, 100, 60], score: 0.7, label: 1 },
    ]);
  });

  it.each([
    ['cxcywh', [30, 20, 20, 10], [20, 15, 40, 25]],
    ['xywh', [30, 20, 20, 10], [30, 20, 50, 30]],
    ['yxyx', [10, 20, 30, 40], [20, 10, 40, 30]],
  ])('reads boxes as %s', (boxFormat, data, box) => {
    const outputs = tensors({ b: { dims: [1, 1, 4], data }, s: { dims: [1, 1], data: [0.8] } });
    expect(decode({ ...output, boxFormat, units: 'pixels' }, outputs)).toEqual([
      { box, score: 0.8, label: 0 },
    ]);
  });

  it('takes a softmax over all classes, the background too', () => {
    const outputs = tensors({
      b: { dims: [1, 1, 4], data: [0, 0, 1, 1] },
      s: { dims: [1, 1, 2], data: [0, Math.log(3)] },
    });
    expect(decode({ ...output, background: 0, activation: 'softmax' }, outputs)).toEqual([
      { box: [0, 0, 200, 100], score: 0.75, label: 0 },
    ]);
  });
});

describe('prior-boxes', () => {
  it('moves each prior by its offsets', () => {
    // One prior of 40 pixels per cell of 100: centres (50, 50) and (150, 50).
    const output = {
      decoder: 'prior-boxes',
      boxes: 'b',
      scores: 's',
      priors: [{ stride: 100, sizes: [40] }],
      background: 0,
    };
    const outputs = tensors({
      b: { dims: [1, 2, 4], data: [0, 0, 0, 0, 1, -1, Math.log(2) / 0.2, 0] },
      s: { dims: [1, 2, 2], data: [logit(0.1), logit(0.9), 0, Math.log(9)] },
    });
    // The first: softmax of ±ln 9 is 81 ÷ 82. The second: its centre by 0.1 × 40 pixels, its width doubled.
    expect(decode(output, outputs)).toEqual([
      { box: [30, 30, 70, 70], score: Number((81 / 82).toFixed(5)), label: 0 },
      { box: [114, 26, 194, 66], score: 0.9, label: 0 },
    ]);
  });
});

describe('yolo', () => {
  const [far, near] = [
    [30, 20, 20, 10, 0.1, 0.6],
    [100, 50, 40, 40, 0.9, 0.2],
  ] as const;
  const expected = [
    { box: [20, 15, 40, 25], score: 0.6, label: 1 },
    { box: [80, 30, 120, 70], score: 0.9, label: 0 },
  ];

  it('reads candidates in rows', () => {
    const outputs = tensors({ y: { dims: [1, 2, 6], data: [...far, ...near] } });
    expect(decode({ decoder: 'yolo', tensor: 'y', rows: 'candidates' }, outputs)).toEqual(expected);
  });

  it('reads candidates in columns', () => {
    const data = far.flatMap((value, i) => [value, near[i]!]);
    const outputs = tensors({ y: { dims: [1, 6, 2], data } });
    expect(decode({ decoder: 'yolo', tensor: 'y' }, outputs)).toEqual(expected);
  });

  it('multiplies by the objectness where there is one', () => {
    const data = [30, 20, 20, 10, 0.9, 0.8, 30, 20, 20, 10, 0.4, 0.9];
    const outputs = tensors({ y: { dims: [1, 2, 6], data } });
    const output = { decoder: 'yolo', tensor: 'y', rows: 'candidates', objectness: true };
    expect(decode(output, outputs)).toEqual([{ box: [20, 15, 40, 25], score: 0.72, label: 0 }]);
  });
});

describe('yolo-grid', () => {
  // One anchor of 20 × 10, one class, a grid of 1 × 2 cells of 100 pixels; only the second holds something.
  const heads = [{ tensor: 'h', stride: 100, anchors: [[20, 10]] }];
  const cell = [logit(0.25), logit(0.5), Math.log(2), 0, logit(0.9), logit(0.8)];
  const outputs = tensors({
    h: { dims: [1, 6, 1, 2], data: cell.flatMap((value, field) => [field === 4 ? -20 : 0, value]) },
  });

  it('reads the form of v3', () => {
    expect(decode({ decoder: 'yolo-grid', heads }, outputs)).toEqual([
      { box: [105, 45, 145, 55], score: 0.72, label: 0 },
    ]);
  });

  it('reads the form of v5', () => {
    // Centre (0.25 × 2 − 0.5 + 1, 0.5 × 2 − 0.5) × 100; sides (2 × σ(ln 2))² × 20 and (2 × 0.5)² × 10.
    const [width] = [(2 * (2 / 3)) ** 2 * 20];
    const half = Number((width! / 2).toFixed(3));
    expect(decode({ decoder: 'yolo-grid', heads, form: 'v5' }, outputs)).toEqual([
      { box: [100 - half, 45, 100 + half, 55].map((n) => Number(n.toFixed(3))), score: 0.72, label: 0 },
    ]);
  });
});

describe('objects', () => {
  it('reads what the model has chosen, without the padding', () => {
    const data = [10, 20, 30, 40, 0.9, 2, 0, 0, 0, 0, 0, -1, 1, 2, 3, 4, 0.3, 1];
    const outputs = tensors({ o: { dims: [1, 3, 6], data } });
    expect(decode({ decoder: 'objects', tensor: 'o' }, outputs)).toEqual([
      { box: [10, 20, 30, 40], score: 0.9, label: 2 },
    ]);
  });
});

it.each([
  [{ decoder: 'boxes-and-scores', boxes: 'b', scores: 's', background: 0 }, /"s" has 2 classes.*makes 4/],
  [{ decoder: 'yolo', tensor: 'y' }, /"y" has 84 numbers per candidate.*makes 7/],
  [{ decoder: 'objects', tensor: 'b' }, /"b" has 4 numbers per object.*makes 6/],
  [
    { decoder: 'yolo-grid', heads: [{ tensor: 'h', stride: 8, anchors: [[1, 1]] }] },
    /"h" has 255 channels.*makes 8/,
  ],
  [
    { decoder: 'prior-boxes', boxes: 'b', scores: 's', priors: [{ stride: 100, sizes: [9] }] },
    /"b" has 4420 boxes.*makes 2/,
  ],
])('%j is held against the file', (output, problem) => {
  const spec = (name: string, shape: (number | string)[]) => ({ name, datatype: 'float32', shape });
  const signature = {
    inputs: [],
    outputs: [
      spec('b', [1, 4420, 4]),
      spec('s', [1, 4420, 2]),
      spec('y', ['N', 84, 8400]),
      spec('h', [1, 255, 8, 8]),
    ],
  };
  const parsed = detectionOutputSchema.parse(output);
  expect(decoderOf(parsed.decoder).check(parsed, signature, 3, INPUT)).toMatch(problem);
});
