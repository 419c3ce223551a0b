import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { dataFolderOf, evaluateModel } from '../../evaluate/evaluate-model.ts';
import { EVALUATIONS } from '../../evaluate/evaluations.ts';
import { modelsToRun } from '../../evaluate/models-to-run.ts';
import { manifestSchema } from '../../shared/domain/manifest.ts';
import { type System, startSystem } from '../support/system.ts';

const ROOT = path.join(import.meta.dirname, '../..');
const DATA = path.join(ROOT, '../shared/data');

/** What each model was made to reach. */
const FLOORS: Record<string, number> = {
  digits: 0.995,
  objects: 0.9,
  'emotion-large': 0.82,
  'emotion-small': 0.75,
  'face-detector': 0.83,
  'emotion-onestage': 0.72,
  'faces-large': 0.68,
  'faces-small': 0.62,
  'faces-onestage': 0.72,
  'seed-detector': 0.95,
  seeds: 0.9,
  'seed-scan': 0.7,
  sleep: 0.75,
};

/** Of each set; `npm run evaluate` takes them whole. */
const MOST_SAMPLES = 100;

const manifestOf = (model: string) =>
  manifestSchema.parse(JSON.parse(readFileSync(path.join(ROOT, 'models', model, 'manifest.json'), 'utf8')));

test.each(Object.keys(EVALUATIONS))('%s was measured to reach what it was made for', (model) => {
  expect(manifestOf(model).accuracy?.value).toBeGreaterThanOrEqual(FLOORS[model]!);
});

describe('through the api', () => {
  let modelsDir: string;
  let system: System;
  beforeAll(async () => {
    modelsDir = mkdtempSync(path.join(tmpdir(), 'penstock-evaluated-'));
    const env = { LOG_LEVEL: 'warn', ...modelsToRun(Object.keys(EVALUATIONS), modelsDir) };
    system = await startSystem('postgres', env);
  });
  afterAll(async () => {
    await system.stop();
    rmSync(modelsDir, { recursive: true });
  });

  // What a pipeline finds is held by its samples, and its members are measured here.
  for (const model of Object.keys(EVALUATIONS).filter((name) => manifestOf(name).task !== 'pipeline')) {
    const folder = dataFolderOf(model, DATA);
    if (!folder) console.log(`LEFT OUT: the figure of ${model}, because its data are not there`);

    test.skipIf(!folder)(
      `${model} is as good on a part of its held-out set as its manifest says of the whole`,
      async () => {
        const { value, metric, dataset } = manifestOf(model).accuracy!;
        const measured = await evaluateModel(folder!, { url: system.url, model }, MOST_SAMPLES);
        expect(measured.accuracy.metric).toBe(metric);
        expect(dataset).toContain(EVALUATIONS[model]!.dataset.name);
        // Four standard deviations of a share of so many.
        const deviation = Math.sqrt((value * (1 - value)) / MOST_SAMPLES);
        expect(Math.abs(measured.value - value)).toBeLessThan(4 * deviation);
      },
      120_000,
    );
  }
});
