import { expect, test } from 'vitest';
import { countLabels, filterObjects } from '../../web/answers/object-filter.ts';
import { failedFirst } from '../../web/batches/failed-first.ts';
import { en } from '../../web/i18n/en.ts';
import { formatBytes, formatMs, formatShare } from '../../web/i18n/format.ts';
import { fr } from '../../web/i18n/fr.ts';
import { confusionGrid } from '../../web/models/confusion-grid.ts';
import { heatColor, scaleOf } from '../../web/sleep/heat-colors.ts';
import { burstTimes, countDots } from '../../web/system/burst-run.ts';
import { tensorTemplate } from '../../web/try/tensor-template.ts';

test.each([
  [0.04, '0 ms'],
  [3.44, '3.4 ms'],
  [253, '253 ms'],
  [1234, '1.2 s'],
  [125_000, '2 min 5 s'],
  [3_725_000, '1 h 2 min'],
])('%d ms read as %s', (ms, text) => {
  expect(formatMs(ms, 'en')).toBe(text);
});

test('figures are written as the language does', () => {
  expect(formatShare(0.9963, 'en')).toBe('99.6%');
  expect(formatShare(0.9963, 'fr').replace(/\s/g, ' ')).toBe('99,6 %');
  expect(formatBytes(1_234_567, 'en')).toBe('1.2 MB');
});

test('French says all that English says, with the same blanks to be filled in', () => {
  const blanks = (text: string) => [...text.matchAll(/\{\{(\w+)\}\}/g)].map(([, name]) => name).sort();
  const differing = Object.entries(en).flatMap(([section, texts]) =>
    Object.entries(texts).filter(([key, text]) => {
      const other = (fr as unknown as Record<string, Record<string, string>>)[section]?.[key];
      return !other || String(blanks(other)) !== String(blanks(text));
    }),
  );
  expect(differing).toEqual([]);
});

test('a confusion is a square of the frequent labels, what was missed last', () => {
  const grid = confusionGrid(
    [
      { predicted: '10', actual: '2', count: 3 },
      { predicted: '2', actual: '2', count: 5 },
      { predicted: null, actual: '10', count: 1 },
      { predicted: 'rare', actual: 'rare', count: 0 },
    ],
    3,
  );
  expect(grid.labels).toEqual(['2', '10', null]);
  expect(grid.counts).toEqual([
    [5, 3, 0],
    [0, 0, 1],
    [0, 0, 0],
  ]);
  expect(grid.most).toBe(5);
});

test('objects are filtered by score and label, and keep their place in the result', () => {
  const objects = [
    { label: 'a', score: 0.9 },
    { label: 'b', score: 0.8 },
    { label: 'a', score: 0.2 },
  ];
  expect(filterObjects(objects, { minScore: 0.5, labels: new Set() }).map(({ place }) => place)).toEqual([
    0, 1,
  ]);
  expect(filterObjects(objects, { minScore: 0, labels: new Set(['a']) }).map(({ place }) => place)).toEqual([
    0, 2,
  ]);
  expect(countLabels(objects)).toEqual([
    ['a', 2],
    ['b', 1],
  ]);
});

test('the scale of a heat map leaves out what is far from everything else', () => {
  const values = [...Array.from({ length: 98 }, (_, i) => i), -1e6, 1e6];
  const [low, high] = scaleOf(values);
  expect(low).toBeGreaterThanOrEqual(0);
  expect(high).toBeLessThanOrEqual(97);
  expect(scaleOf([])).toEqual([0, 1]);
  const light = (value: number) => heatColor(value).reduce((sum, channel) => sum + channel, 0);
  expect(light(1)).toBeGreaterThan(light(0.5));
  expect(light(0.5)).toBeGreaterThan(light(0));
  expect(heatColor(7)).toEqual(heatColor(1));
});

test('a burst is sent in rounds', () => {
  expect(burstTimes({ n: 2, everySeconds: 0.5, rounds: 3 })).toEqual([0, 0, 500, 500, 1000, 1000]);
  expect(countDots(['queued', 'queued', 'lost'])).toEqual(
    new Map([
      ['queued', 2],
      ['lost', 1],
    ]),
  );
});

test('a template has the shape that the model wants, with free dims as one', () => {
  expect(tensorTemplate([{ name: 'x', datatype: 'float32', shape: ['N', 2, 2] }])).toEqual([
    { name: 'x', datatype: 'float32', shape: [1, 2, 2], data: [0, 0, 0, 0] },
  ]);
});

test('what failed stands first, each job once', () => {
  const job = (id: string) => ({ id }) as Parameters<typeof failedFirst>[0][number];
  expect(failedFirst([job('b')], [job('a'), job('b'), job('c')]).map(({ id }) => id)).toEqual([
    'b',
    'a',
    'c',
  ]);
});
