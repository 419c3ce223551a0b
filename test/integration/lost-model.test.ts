import { once } from 'node:events';
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { submitJob } from '../support/client.ts';
import { childrenOf } from '../support/processes.ts';
import { createSystem } from '../support/system.ts';

const DIGITS = path.join(import.meta.dirname, '../../models/digits');

test('a worker whose new child cannot load what it serves ends, and blames no job for it', async () => {
  const modelsDir = mkdtempSync(path.join(tmpdir(), 'penstock-models-'));
  cpSync(DIGITS, path.join(modelsDir, 'digits'), { recursive: true });
  const system = await createSystem('postgres', { MODELS_DIR: modelsDir, LEASE_MS: '1000' });
  onTestFinished(async () => {
    await system.stop();
    rmSync(modelsDir, { recursive: true });
  });
  await system.start('api');
  const worker = await system.start('worker');
  expect(await submitJob(system.url, { headers: { Prefer: 'wait=10' } })).toMatchObject({
    status: 'succeeded',
  });

  const file = path.join(modelsDir, 'digits/model.onnx');
  const ended = once(worker, 'exit');
  rmSync(file);
  for (const child of childrenOf(worker.pid!, 'compute')) process.kill(child, 'SIGKILL');
  expect(await ended).toEqual([1, null]);

  const { id } = await submitJob(system.url);
  cpSync(path.join(DIGITS, 'model.onnx'), file);
  await system.start('worker');
  const job = await (await fetch(`${system.url}/v1/jobs/${id}?wait=10`)).json();
  expect(job).toMatchObject({ status: 'succeeded', attempt: 1 });
});
