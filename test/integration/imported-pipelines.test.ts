import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import type { PipelineResult } from '../../shared/domain/task-result.ts';
import { submitJob } from '../support/client.ts';
import { startFarEnd } from '../support/far-end.ts';
import { modelTool } from '../support/model-tool.ts';
import { startSystem } from '../support/system.ts';

const NAMES = ['seed-detector-1', 'swin-27-spp', 'swin-15e-spp'];

test('a pipeline of nachet, imported, asks each of its models as nachet does', async () => {
  let species = 11;
  const farEnd = await startFarEnd(({ path: where }) => {
    if (where === '/seed-detector-1') {
      const box = { topX: 0.1, topY: 0.1, bottomX: 0.9, bottomY: 0.9 };
      return [{ boxes: Array(2).fill({ box, label: 'seed', score: 0.99 }) }];
    }
    // The first ensemble calls one seed a ragweed and the other a thistle; the second tells ragweeds apart.
    return where === '/swin-27-spp'
      ? [
          {
            label: `0${++species} ${species === 12 ? 'Ambrosia artemisiifolia' : 'Cirsium vulgare'}`,
            score: 0.7,
          },
        ]
      : [{ label: '14 Ambrosia trifida', score: 0.8 }];
  });
  const { modelsDir, run } = modelTool();
  const file = path.join(modelsDir, 'pipelines.json');
  writeFileSync(
    file,
    JSON.stringify({
      version: '0.1.0',
      pipelines: [{ pipeline_name: 'ensemble', models: NAMES, default: true }],
      models: NAMES.toReversed().map((name) => ({
        model_name: name,
        endpoint: `${farEnd.url}/${name}`,
        api_key: `key-of-${name}`,
        deployment_platform: 'azureml-model-deployment',
      })),
    }),
  );
  const { output } = await run(['import-nachet', file]);
  const lines = output.split('\n').filter((line) => /^NACHET_\w+=/.test(line));
  const env = Object.fromEntries(lines.map((line) => line.split('=') as [string, string]));
  expect(Object.keys(env).length).toBe(3);

  const system = await startSystem('postgres', { MODELS_DIR: modelsDir, ...env });
  onTestFinished(() => system.stop());
  const job = await submitJob(system.url, {
    fields: { model: 'ensemble' },
    headers: { Prefer: 'wait=20' },
  });
  expect(job).toMatchObject({ status: 'succeeded', receipt: { elsewhere: NAMES } });
  const { objects } = job.result as PipelineResult;
  expect(objects.map(({ labels }) => labels[0]?.label).sort()).toEqual([
    '013 Cirsium vulgare',
    '14 Ambrosia trifida',
  ]);
  const asked = farEnd.requests.map(({ path: where, headers }) => [
    where,
    headers['authorization'],
    headers['azureml-model-deployment'],
  ]);
  const of = (name: string) => [`/${name}`, `Bearer key-of-${name}`, name];
  expect(asked).toEqual([of(NAMES[0]!), of(NAMES[1]!), of(NAMES[1]!), of(NAMES[2]!)]);
});
