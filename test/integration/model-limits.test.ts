import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { submit } from '../support/client.ts';
import { expectProblem } from '../support/problems.ts';
import { createSystem, type System } from '../support/system.ts';

const DIGITS = path.join(import.meta.dirname, '../../models/digits');

const LIMITS = { mediaTypes: ['image/png', 'image/jpeg'], minSide: 20, maxPixels: 3000, maxBytes: 4000 };

/** A model that says which pictures it takes, and a pipeline that does so for a detector elsewhere. */
function makeModels(): string {
  const root = mkdtempSync(path.join(tmpdir(), 'penstock-models-'));
  cpSync(DIGITS, path.join(root, 'digits'), { recursive: true });
  const place = path.join(root, 'digits/manifest.json');
  const manifest = JSON.parse(readFileSync(place, 'utf8')) as { input: object };
  writeFileSync(place, JSON.stringify({ ...manifest, input: { ...manifest.input, ...LIMITS } }));
  mkdirSync(path.join(root, 'far'));
  const steps = { detect: { http: { url: 'https://far.example/' } } };
  writeFileSync(
    path.join(root, 'far/manifest.json'),
    JSON.stringify({ name: 'far', task: 'pipeline', input: LIMITS, steps }),
  );
  return root;
}

type Format = 'png' | 'jpeg' | 'webp';

/** A picture of one colour, or of noise, which takes its bytes. */
async function picture(format: Format, height: number, width: number, isNoise = false): Promise<Buffer> {
  const noise = { type: 'gaussian' as const, mean: 128, sigma: 60 };
  const create = { height, width, channels: 3 as const, background: 'red' };
  return await sharp({ create: isNoise ? { ...create, noise } : create })
    .toFormat(format)
    .toBuffer();
}

describe.each(['digits', 'far'])('pictures that the model %s does not take', (model) => {
  let modelsDir: string;
  let system: System;
  beforeAll(async () => {
    modelsDir = makeModels();
    system = await createSystem('postgres', { MODELS_DIR: modelsDir });
    await system.start('api');
  });
  afterAll(async () => {
    await system?.stop();
    rmSync(modelsDir, { recursive: true, force: true });
  });
  const send = (file: Uint8Array) => submit(system.url, { file, fields: { model } });
  const jobs = async () => (await system.sql`select id from jobs`).length;

  test.each([
    ['png', 19, 50, 'image-too-small', /50 × 19 pixels are too few: .* at least 20/],
    ['jpeg', 50, 19, 'image-too-small', /19 × 50/],
    ['png', 55, 55, 'image-too-large', /55 × 55 pixels are more than the 3000/],
    ['jpeg', 30, 101, 'image-too-large', /101 × 30/],
    ['webp', 30, 30, 'unsupported-media-type', /image\/webp; this model takes image\/png, image\/jpeg$/],
  ] as const)('become no job: %s of %i × %i is %s', async (format, height, width, code, says) => {
    const status = code === 'unsupported-media-type' ? 415 : 422;
    await expectProblem(await send(await picture(format, height, width)), { status, code, says });
    expect(await jobs()).toBe(0);
  });

  test('become no job: a file of too many bytes', async () => {
    const file = await picture('png', 50, 50, true);
    expect(file.length).toBeGreaterThan(LIMITS.maxBytes);
    await expectProblem(await send(file), {
      status: 413,
      code: 'content-too-large',
      says: /at most 4000 bytes/,
    });
    expect(await jobs()).toBe(0);
  });

  test('are told from those that it just takes', async () => {
    for (const [format, height, width] of [
      ['png', 20, 150],
      ['jpeg', 150, 20],
      ['png', 50, 60],
    ] as const)
      expect((await send(await picture(format, height, width))).status).toBe(202);
    expect(await jobs()).toBe(3);
  });
});
