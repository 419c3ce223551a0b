import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { manifestSchema } from '../../../shared/domain/manifest.ts';

const CLASSIFIER = {
  name: 'digits',
  task: 'image-classification',
  input: { kind: 'image', tensor: 'image', height: 28, width: 28 },
  output: { tensor: 'logits' },
};

const problemsOf = (manifest: unknown) =>
  manifestSchema.safeParse(manifest).error?.issues.map((issue) => issue.path.join('.')) ?? [];

describe('manifestSchema', () => {
  it('needs little of a classifier and fills in the rest', () => {
    expect(manifestSchema.parse(CLASSIFIER)).toEqual({
      name: 'digits',
      version: '1',
      externalData: {},
      cache: false,
      keepInput: true,
      default: false,
      description: '',
      file: 'model.onnx',
      task: 'image-classification',
      input: {
        ...CLASSIFIER.input,
        layout: 'nchw',
        fill: 114,
        minSide: 1,
        color: 'rgb',
        resize: 'stretch',
        mean: [0],
        std: [1],
        mediaTypes: ['image/png', 'image/jpeg', 'image/webp'],
        maxPixels: 50_000_000,
      },
      output: { tensor: 'logits', activation: 'softmax', labels: 'labels.txt', minScore: 0.5, topK: 5 },
      batch: { maxSize: 1, maxDelayMs: 0 },
      runtime: { intraOpThreads: 1, provider: 'cpu', timeoutMs: 60_000 },
    });
  });

  it('needs next to nothing of any other model', () => {
    expect(problemsOf({ name: 'add', task: 'tensors' })).toEqual([]);
  });

  it.each(['../model.onnx', '/etc/passwd', 'a/b.onnx', '.hidden', '..', 'a\\b', ''])(
    'takes no file that could lie outside the folder: %j',
    (file) => {
      expect(problemsOf({ name: 'add', task: 'tensors', file })).toContain('file');
      expect(problemsOf({ ...CLASSIFIER, output: { tensor: 'y', labels: file } })).toContain('output.labels');
      expect(problemsOf({ name: 'add', task: 'tensors', sample: file })).toContain('sample');
    },
  );

  it.each([
    ['name', { name: 'Digits' }],
    ['name', { name: '-x' }],
    ['name', { name: 'x'.repeat(64) }],
    ['version', { version: 'a b' }],
    ['sha256', { sha256: 'ABC' }],
    ['task', { task: 'magic' }],
    ['batch.maxSize', { batch: { maxSize: 0 } }],
    ['batch.maxDelayMs', { batch: { maxDelayMs: -1 } }],
    ['runtime.timeoutMs', { runtime: { timeoutMs: 1 } }],
    ['runtime.provider', { runtime: { provider: 'cuda' } }],
    ['input.height', { input: { ...CLASSIFIER.input, height: 0 } }],
    ['input.std.0', { input: { ...CLASSIFIER.input, std: [0] } }],
    ['input.mediaTypes.0', { input: { ...CLASSIFIER.input, mediaTypes: ['image/svg+xml'] } }],
    ['output.minScore', { output: { tensor: 'y', minScore: 1.5 } }],
  ])('says where a value is wrong: %s', (place, change) => {
    expect(problemsOf({ ...CLASSIFIER, ...change })).toEqual([place]);
  });

  it('knows a misspelt field', () => {
    const parsed = manifestSchema.safeParse({ ...CLASSIFIER, bacth: {} });
    expect(parsed.error?.issues).toMatchObject([{ code: 'unrecognized_keys', keys: ['bacth'] }]);
  });

  it('is fulfilled by the model that comes with the product', () => {
    const file = path.join(import.meta.dirname, '../../../models/digits/manifest.json');
    expect(manifestSchema.parse(JSON.parse(readFileSync(file, 'utf8')))).toMatchObject({ name: 'digits' });
  });
});
