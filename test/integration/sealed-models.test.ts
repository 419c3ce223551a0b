import { createHash, randomBytes } from 'node:crypto';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { sealFile } from '../../shared/sealing/seal-file.ts';
import { submit, submitJob } from '../support/client.ts';
import { type System, startSystem } from '../support/system.ts';

const DIGITS = path.join(import.meta.dirname, '../../models/digits');

/** Models of which `digits` is sealed; and a system on them. */
async function setup(env: (key: string) => NodeJS.ProcessEnv) {
  const modelsDir = mkdtempSync(path.join(tmpdir(), 'penstock-models-'));
  const folder = path.join(modelsDir, 'digits');
  cpSync(DIGITS, folder, { recursive: true });
  const key = randomBytes(32);
  const sealed = path.join(folder, 'model.onnx.sealed');
  await sealFile({ from: path.join(folder, 'model.onnx'), to: sealed, name: 'digits' }, key);
  rmSync(path.join(folder, 'model.onnx'));
  const sha256 = createHash('sha256').update(readFileSync(sealed)).digest('hex');
  const place = path.join(folder, 'manifest.json');
  const manifest = JSON.parse(readFileSync(place, 'utf8')) as object;
  writeFileSync(place, JSON.stringify({ ...manifest, file: 'model.onnx.sealed', sha256 }));
  const text = key.toString('base64');
  const system = await startSystem('postgres', { MODELS_DIR: modelsDir, LOG_LEVEL: 'debug', ...env(text) });
  onTestFinished(async () => {
    await system.stop();
    rmSync(modelsDir, { recursive: true, force: true });
  });
  return { system, key: text, sha256 };
}

const textOf = async (system: System, where: string) => await (await fetch(system.url + where)).text();

test('a sealed model is served like the others, and its key shows nowhere', async () => {
  const { system, key, sha256 } = await setup((text) => ({ MODEL_KEY: text }));
  const job = await submitJob(system.url, { headers: { Prefer: 'wait=20' } });
  expect(job).toMatchObject({
    status: 'succeeded',
    result: { labels: [{ label: '7' }, {}, {}] },
    receipt: { modelSha256: sha256 },
  });
  const texts = await Promise.all(
    ['/v1/models', '/v1/system', '/metrics', `/v1/jobs/${job.id}`].map((where) => textOf(system, where)),
  );
  expect([...texts, ...system.output].join('\n')).not.toContain(key);
});

test.each([
  ['is sealed, and MODEL_KEY is not set', () => ({})],
  ['sealed with another key, or was changed', () => ({ MODEL_KEY: randomBytes(32).toString('hex') })],
])(
  'a sealed model that cannot be opened is not served, says why, and takes no jobs: %s',
  async (reason, env) => {
    const { system } = await setup(env);
    expect(JSON.parse(await textOf(system, '/v1/models/digits'))).toMatchObject({
      status: 'broken',
      problem: expect.stringContaining(reason),
    });
    const refused = await submit(system.url);
    expect(refused.status).toBe(503);
    expect(await refused.json()).toMatchObject({ code: 'model-unavailable' });
    expect(await system.sql`select id from jobs`).toEqual([]);
  },
);
