import { expect, test } from 'vitest';
import { judgementSchema } from '../../../../shared/domain/feedback/feedback.ts';
import { judgeResult } from '../../../../shared/domain/feedback/judge-result.ts';
import { tallyOf } from '../../../../shared/domain/feedback/tally.ts';
import type { SleepStagingResult } from '../../../../shared/domain/sleep-result.ts';

const NIGHT = {
  stages: ['W', 'N2', 'REM'],
  probabilities: [
    [0.9, 0.1, 0, 0, 0],
    [0, 0.3, 0.7, 0, 0],
    [0, 0, 0.4, 0, 0.6],
  ],
} as unknown as SleepStagingResult;

const judge = (judgement: unknown) => judgeResult(NIGHT, judgementSchema.parse(judgement));

test('a night is right as a whole, or but for some epochs', () => {
  const { parts, verified } = judge({ correct: true, epochs: [{ epoch: 1, stage: 'N1', comment: 'hm' }] });
  expect(verified).toBe(true);
  expect(parts.map(({ action, actual, score }) => [action, actual, score])).toEqual([
    ['confirm', 'W', 0.9],
    ['relabel', 'N1', 0.7],
    ['confirm', 'REM', 0.6],
  ]);
  expect(tallyOf(parts)).toContainEqual({ predicted: 'N2', actual: 'N1', count: 1 });
});

test('single epochs leave the others unjudged', () => {
  const { parts, verified } = judge({ epochs: [{ epoch: 2, stage: 'REM' }] });
  expect([parts.length, parts[0]?.action, verified]).toEqual([1, 'confirm', false]);
});

test.each([
  [{}, 'epochs'],
  [{ label: 'W' }, 'epochs'],
  [{ correct: true, objects: [] }, 'epochs'],
  [{ epochs: [{ epoch: 3, stage: 'W' }] }, 'epochs.0.epoch'],
  [
    {
      epochs: [
        { epoch: 1, stage: 'W' },
        { epoch: 1, stage: 'W' },
      ],
    },
    'epochs.1.epoch',
  ],
])('%j does not fit', (judgement, path) => {
  expect(() => judge(judgement)).toThrow(
    expect.objectContaining({ code: 'invalid-feedback', errors: [expect.objectContaining({ path })] }),
  );
});
