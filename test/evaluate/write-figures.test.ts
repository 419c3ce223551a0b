import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { withAccuracy, withModelsTable } from '../../evaluate/write-figures.ts';

const MODELS_DIR = path.join(import.meta.dirname, '../../models');

test('the table of models/README.md says what the manifests say', async () => {
  const text = readFileSync(path.join(MODELS_DIR, 'README.md'), 'utf8');
  expect(text).toBe(await withModelsTable(text, MODELS_DIR));
});

test('a figure replaces the one before it, and every other line stays', () => {
  const manifest = `{
  "name": "digits",
  "mean": [0.5, 0.4],
  "accuracy": {
    "value": 0.1,
    "metric": "top-1",
    "dataset": "old"
  },
  "sample": "seven.png"
}
`;
  const figure = { value: 0.996312, metric: 'F1 at IoU 0.5', dataset: 'MNIST "test", $&' };
  const written = withAccuracy(manifest, figure);
  expect(JSON.parse(written)).toEqual({
    ...JSON.parse(manifest),
    accuracy: { value: 0.9963, metric: 'F1 at IoU 0.5', dataset: 'MNIST "test", $&' },
  });
  expect(written).toContain('  "mean": [0.5, 0.4],\n');
  expect(written.split('\n')).toHaveLength(manifest.split('\n').length);
});

test('a manifest without a figure gets one as its last field', () => {
  const written = withAccuracy('{\n  "name": "digits"\n}\n', { value: 0.5, metric: 'top-1', dataset: 'a' });
  expect(written).toBe(
    '{\n  "name": "digits",\n  "accuracy": {\n    "value": 0.5,\n    "metric": "top-1",\n    "dataset": "a"\n  }\n}\n',
  );
});

test('a README without the marks is left alone, loudly', async () => {
  await expect(withModelsTable('# Models\n', MODELS_DIR)).rejects.toThrow('lost the marks');
});
