import { expect, test } from 'vitest';
import { detectionAt, type TrueObject } from '../../../evaluate/metrics/detection.ts';

type Box = [number, number, number, number];

const found = (...objects: [box: Box, score: number, label?: string][]) => ({
  width: 100,
  height: 100,
  objects: objects.map(([box, score, label = 'face']) => ({ box, score, label })),
});

const precision = detectionAt({ iou: 0.5, value: 'precision' });
const recall = detectionAt({ iou: 0.5, value: 'recall' });
const f1 = detectionAt({ iou: 0.5, value: 'F1' });

const LEFT: Box = [0, 0, 10, 10];
const RIGHT: Box = [50, 0, 60, 10];

test('one found, one missed, one that is nothing: a half each', () => {
  const answers = [
    { truth: [{ box: LEFT }, { box: RIGHT }], result: found([LEFT, 0.9], [[80, 80, 90, 90], 0.8]) },
  ];
  expect(f1(answers)).toEqual({
    value: 0.5,
    metric: 'F1 at IoU 0.5',
    rows: [
      ['precision', '50.00 % (1 of 2 found)'],
      ['recall', '50.00 % (1 of 2 there)'],
      ['F1', '50.00 %'],
    ],
  });
});

test('pictures are counted together, and a failed job has found nothing', () => {
  const answers = [
    { truth: [{ box: LEFT }], result: found([LEFT, 0.9]) },
    { truth: [{ box: LEFT }, { box: RIGHT }], result: null },
    { truth: [], result: found([LEFT, 0.9]) },
  ];
  expect(precision(answers).value).toBe(1 / 2);
  expect(recall(answers).value).toBe(1 / 3);
  expect(f1(answers).value).toBe(2 / 5);
});

test('an overlap of exactly the threshold is enough, and a little less is not', () => {
  const half = (x2: number) => [
    { truth: [{ box: [0, 0, 10, 10] as Box }], result: found([[0, 0, x2, 10], 0.9]) },
  ];
  expect(recall(half(5)).value).toBe(1);
  expect(recall(half(4.9)).value).toBe(0);
});

test('an object is found once, by the best score; a second on it is one too many', () => {
  const answers = [{ truth: [{ box: LEFT }], result: found([[0, 0, 10, 9], 0.5], [LEFT, 0.9]) }];
  expect(precision(answers).value).toBe(0.5);
  expect(recall(answers).value).toBe(1);
});

test('of two that overlap, each takes its own', () => {
  const near: Box = [2, 0, 12, 10];
  const answers = [{ truth: [{ box: LEFT }, { box: near }], result: found([near, 0.9], [LEFT, 0.8]) }];
  expect(f1(answers).value).toBe(1);
});

test('where the truth has labels, they must be the same', () => {
  const truth: TrueObject[] = [{ box: LEFT, label: 'rice' }];
  expect(recall([{ truth, result: found([LEFT, 0.9, 'flax']) }]).value).toBe(0);
  expect(recall([{ truth, result: found([LEFT, 0.9, 'rice']) }]).value).toBe(1);
});

test('what is ignored is neither missed nor wrongly found', () => {
  const truth: TrueObject[] = [{ box: LEFT }, { box: RIGHT, isIgnored: true }];
  expect(f1([{ truth, result: found([LEFT, 0.9]) }]).value).toBe(1);
  expect(f1([{ truth, result: found([LEFT, 0.9], [RIGHT, 0.9], [RIGHT, 0.8]) }]).value).toBe(1);
});

test('nothing there and nothing found are figures too', () => {
  expect(f1([{ truth: [], result: found() }]).value).toBe(0);
});

test('an object of a pipeline is called what its classifier says, where one has seen it', () => {
  const seen = { box: LEFT, label: 'face', score: 0.9, labels: [{ label: 'Happy', score: 0.8 }] };
  const unseen = { box: RIGHT, label: 'Sad', score: 0.7, labels: [] };
  const result = { width: 100, height: 100, objects: [seen, unseen] };
  const truth = (label: string) => [
    { box: LEFT, label },
    { box: RIGHT, label: 'Sad' },
  ];
  expect(recall([{ truth: truth('Happy'), result }]).value).toBe(1);
  expect(recall([{ truth: truth('face'), result }]).value).toBe(0.5);
});
