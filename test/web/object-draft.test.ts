import { expect, test } from 'vitest';
import { judgeResult } from '../../shared/domain/feedback/judge-result.ts';
import { addedObject, draftOf, judgementOf } from '../../web/feedback/object-draft.ts';

const FOUND = [
  { box: [0, 0, 10, 10], label: 'bean', score: 0.9 },
  { box: [20, 20, 30, 30], label: 'oat', score: 0.8 },
  { box: [40, 40, 50, 50], label: 'oat', score: 0.7 },
] as const;
const RESULT = {
  width: 100,
  height: 100,
  objects: FOUND.map(({ box, label, score }) => ({
    box: [...box] as [number, number, number, number],
    label,
    score,
  })),
};

test('what was not touched is confirmed as a whole', () => {
  expect(judgementOf(FOUND, draftOf(FOUND, undefined))).toEqual({ correct: true });
});

test('each correction becomes what the api calls it, and the job is verified by it', () => {
  const [first, second, third] = draftOf(FOUND, undefined);
  const judgement = judgementOf(FOUND, [
    { ...first!, label: 'pea' },
    { ...second!, box: [21.044, 20, 31, 30] },
    { ...third!, isRemoved: true },
    addedObject(3, [60, 60, 70, 70], 'rye'),
    { ...addedObject(4, [0, 0, 5, 5], 'rye'), isRemoved: true },
  ]);
  expect(judgement).toEqual({
    objects: [
      { action: 'relabel', object: 0, label: 'pea' },
      { action: 'move', object: 1, box: [21.04, 20, 31, 30] },
      { action: 'delete', object: 2 },
      { action: 'add', box: [60, 60, 70, 70], label: 'rye' },
    ],
  });
  expect(judgeResult(RESULT, judgement).verified).toBe(true);
});

test('what was said before is taken up where it was left', () => {
  const said = judgementOf(FOUND, [
    { ...draftOf(FOUND, undefined)[0]!, isRemoved: true },
    ...draftOf(FOUND, undefined).slice(1),
    addedObject(3, [60, 60, 70, 70], 'rye'),
  ]);
  expect(judgementOf(FOUND, draftOf(FOUND, said))).toEqual(said);
});
