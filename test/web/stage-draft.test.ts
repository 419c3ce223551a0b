import { expect, test } from 'vitest';
import { changedEpochs, draftOf, judgementOf, withStage } from '../../web/sleep/stage-draft.ts';

const FOUND = ['W', 'N1', 'N2', 'N2'] as const;

test('stages are set from an epoch to another, whichever comes first', () => {
  expect(withStage(FOUND, [2, 1], 'REM')).toEqual(['W', 'REM', 'REM', 'N2']);
});

test('what is sent are the epochs that differ, and whether the others are right', () => {
  const draft = withStage(FOUND, [1, 3], 'N2');
  expect(changedEpochs(FOUND, draft)).toEqual([{ epoch: 1, stage: 'N2' }]);
  expect(judgementOf(FOUND, draft, { areOthersRight: true })).toEqual({
    correct: true,
    epochs: [{ epoch: 1, stage: 'N2' }],
  });
  expect(judgementOf(FOUND, FOUND, { areOthersRight: true })).toEqual({ correct: true });
  expect(judgementOf(FOUND, FOUND, { areOthersRight: false })).toBeUndefined();
});

test('a draft begins with what was said before', () => {
  const said = judgementOf(FOUND, withStage(FOUND, [0, 0], 'N1'), { areOthersRight: false });
  expect(draftOf(FOUND, said)).toEqual(['N1', 'N1', 'N2', 'N2']);
});
