import { describe, expect, test } from 'vitest';
import { type Judgement, judgementSchema } from '../../../../shared/domain/feedback/feedback.ts';
import { judgeResult } from '../../../../shared/domain/feedback/judge-result.ts';
import { accuracyOf, tallyOf } from '../../../../shared/domain/feedback/tally.ts';
import type { TaskResult } from '../../../../shared/domain/task-result.ts';

const LABELS: TaskResult = {
  labels: [
    { label: '7', score: 0.9 },
    { label: '1', score: 0.1 },
  ],
  certain: true,
};
/** The first as a pipeline has it, the second as a detector alone. */
const OBJECTS: TaskResult = {
  width: 100,
  height: 50,
  objects: [
    { box: [0, 0, 10, 10], label: 'seed', score: 0.9, labels: [{ label: 'oat', score: 0.6 }] },
    { box: [20, 20, 30, 30], label: 'seed', score: 0.8, labels: [] },
  ],
};
const NOTHING_FOUND: TaskResult = { width: 100, height: 50, objects: [] };

const judge = (result: TaskResult, judgement: unknown) =>
  judgeResult(result, judgementSchema.parse(judgement));

describe('labels', () => {
  test.each([
    [{ correct: true }, 'confirm', '7'],
    [{ label: '7' }, 'confirm', '7'],
    [{ label: ' 1 ' }, 'relabel', '1'],
    [{ label: 'a new one', comment: 'hm' }, 'relabel', 'a new one'],
  ])('%j is %s of %s, and all there is to verify', (judgement, action, actual) => {
    const { parts, verified } = judge(LABELS, judgement);
    expect(verified).toBe(true);
    expect(parts).toEqual([
      {
        object: 0,
        action,
        predicted: '7',
        score: 0.9,
        actual,
        box: null,
        comment: 'comment' in judgement ? judgement.comment : null,
      },
    ]);
  });
});

describe('objects', () => {
  test('are confirmed all at once; a pipeline’s last word counts', () => {
    const { parts, verified } = judge(OBJECTS, { correct: true });
    expect(verified).toBe(true);
    expect(parts.map(({ predicted, actual }) => [predicted, actual])).toEqual([
      ['oat', 'oat'],
      ['seed', 'seed'],
    ]);
  });

  test('are verified when each of them is judged, not sooner', () => {
    const first = { action: 'relabel', object: 0, label: 'rye' };
    expect(judge(OBJECTS, { objects: [first] }).verified).toBe(false);
    expect(judge(OBJECTS, { objects: [] }).verified).toBe(false);
    expect(judge(OBJECTS, { objects: [first, { action: 'delete', object: 1 }] }).verified).toBe(true);
    expect(judge(NOTHING_FOUND, { objects: [] }).verified).toBe(true);
    expect(judge(NOTHING_FOUND, { correct: true }).verified).toBe(true);
  });

  test('say what is true of each: its label, its box, or that there is nothing', () => {
    const { parts } = judge(OBJECTS, {
      objects: [
        { action: 'move', object: 0, box: [1, 1, 9, 9] },
        { action: 'delete', object: 1, comment: 'dirt' },
        { action: 'add', box: [50, 0, 100, 50], label: 'rye' },
      ],
    });
    expect(parts).toEqual([
      {
        object: 0,
        action: 'move',
        predicted: 'oat',
        score: 0.6,
        actual: 'oat',
        box: [1, 1, 9, 9],
        comment: null,
      },
      {
        object: 1,
        action: 'delete',
        predicted: 'seed',
        score: 0.8,
        actual: null,
        box: [20, 20, 30, 30],
        comment: 'dirt',
      },
      {
        object: null,
        action: 'add',
        predicted: null,
        score: null,
        actual: 'rye',
        box: [50, 0, 100, 50],
        comment: null,
      },
    ]);
    expect(accuracyOf(tallyOf(parts))).toEqual({ judged: 3, correct: 1, accuracy: 1 / 3 });
    const moved = judge(OBJECTS, {
      objects: [{ action: 'move', object: 0, box: [1, 1, 9, 9], label: 'rye' }],
    });
    expect(moved.parts[0]).toMatchObject({ predicted: 'oat', actual: 'rye' });
  });
});

const add = (box: number[]) => ({ objects: [{ action: 'add', box, label: 'x' }] });
test.each<[TaskResult, unknown, string]>([
  [LABELS, {}, 'label'],
  [LABELS, { correct: true, label: '7' }, 'label'],
  [LABELS, { objects: [] }, 'objects'],
  [{ labels: [], certain: false }, { correct: true }, 'label'],
  [OBJECTS, {}, 'objects'],
  [OBJECTS, { label: 'oat' }, 'label'],
  [OBJECTS, { correct: true, objects: [] }, 'objects'],
  [OBJECTS, { objects: [{ action: 'confirm', object: 2 }] }, 'objects.0.object'],
  [
    OBJECTS,
    {
      objects: [
        { action: 'confirm', object: 1 },
        { action: 'delete', object: 1 },
      ],
    },
    'objects.1.object',
  ],
  [OBJECTS, add([-1, 0, 5, 5]), 'objects.0.box'],
  [OBJECTS, add([0, 0, 101, 5]), 'objects.0.box'],
  [OBJECTS, add([0, 0, 5, 50.5]), 'objects.0.box'],
  [OBJECTS, add([5, 0, 5, 5]), 'objects.0.box'],
  [OBJECTS, add([5, 9, 6, 8]), 'objects.0.box'],
])('what does not fit %j is refused: %j', (result, judgement, path) => {
  expect(() => judge(result, judgement)).toThrow(
    expect.objectContaining({ code: 'invalid-feedback', errors: [{ path, message: expect.any(String) }] }),
  );
});

test('tensors have nothing to judge by name', () => {
  const judgement: Judgement = { correct: true };
  expect(() => judgeResult({ outputs: [] }, judgement)).toThrow(
    expect.objectContaining({ code: 'feedback-not-possible' }),
  );
});

test('equal pairs are counted together, and nothing judged has no accuracy', () => {
  const part = { object: 0, action: 'confirm', score: 1, box: null, comment: null } as const;
  const pairs: [string | null, string | null][] = [
    ['a', 'a'],
    ['a', 'b'],
    ['a', 'a'],
    [null, 'null'],
  ];
  const tally = tallyOf(pairs.map(([predicted, actual]) => ({ ...part, predicted, actual })));
  expect(tally).toEqual([
    { predicted: 'a', actual: 'a', count: 2 },
    { predicted: 'a', actual: 'b', count: 1 },
    { predicted: null, actual: 'null', count: 1 },
  ]);
  expect(accuracyOf(tally)).toEqual({ judged: 4, correct: 2, accuracy: 0.5 });
  expect(accuracyOf([])).toEqual({ judged: 0, correct: 0, accuracy: null });
});
