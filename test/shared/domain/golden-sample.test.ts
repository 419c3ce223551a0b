import { describe, expect, it } from 'vitest';
import { differenceOf, goldenSamplesSchema } from '../../../shared/domain/golden-sample.ts';

const RESULT = { labels: [{ label: 'a', score: 0.5 }], box: [100, 200], certain: true };

describe('differenceOf', () => {
  it.each([
    ['all of it', RESULT],
    ['a part of it', { certain: true }],
    ['nothing', {}],
    ['a number nearby', { labels: [{ score: 0.509 }] }],
    ['a large number nearby, by its size', { box: [100.9, 198.1] }],
  ])('finds none where the answer is as expected: %s', (_, expected) => {
    expect(differenceOf(expected, RESULT, 0.01)).toBeUndefined();
  });

  it.each([
    [{ labels: [{ score: 0.52 }] }, 'result.labels.0.score is 0.5, not 0.52'],
    [{ box: [102, 200] }, 'result.box.0 is 100, not 102'],
    [{ labels: [] }, 'result.labels has 1 entries, not 0'],
    [{ labels: [{ label: 'b' }] }, 'result.labels.0.label is "a", not "b"'],
    [{ missing: 1 }, 'result.missing is missing, not 1'],
    [{ certain: 1 }, 'result.certain is true, not 1'],
    [
      { labels: { 0: { label: 'a' } } },
      'result.labels is [{"label":"a","score":0.5}], not {"0":{"label":"a"}}',
    ],
    [{ certain: null }, 'result.certain is true, not null'],
  ])('says where the answer is another one: %#', (expected, difference) => {
    expect(differenceOf(expected, RESULT, 0.01)).toBe(difference);
  });
});

describe('goldenSamplesSchema', () => {
  it.each([
    { samples: { 'a.png': {} } },
    { samples: { 'a.png': { result: {}, error: 'invalid-image' } } },
    { samples: { 'a.png': { error: 'no-such-code' } } },
    { samples: { '../a.png': { result: {} } } },
    { samples: { '.a': { result: {} } } },
    { tolerance: 2, samples: {} },
  ])('refuses what is no expectation: %#', (file) => {
    expect(goldenSamplesSchema.safeParse(file).success).toBe(false);
  });
});
