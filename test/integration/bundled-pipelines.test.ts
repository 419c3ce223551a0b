import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { manifestSchema, type PipelineManifest } from '../../shared/domain/manifest.ts';
import type { PipelineResult } from '../../shared/domain/task-result.ts';
import { submitJob } from '../support/client.ts';
import { FIXTURES, hasFixtures } from '../support/fixtures.ts';
import { type System, startSystem } from '../support/system.ts';

const ROOT = path.join(import.meta.dirname, '../..');
const EMOTIONS = ['Angry', 'Disgust', 'Fear', 'Happy', 'Neutral', 'Sad', 'Surprise'];
/** The astronaut's face, by eye. */
const ASTRONAUT_FACE = [178, 65, 272, 185] as const;

const pipelines = readdirSync(path.join(ROOT, 'models'), { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .toSorted((a, b) => (a.name < b.name ? -1 : 1))
  .map(({ name }) =>
    manifestSchema.parse(JSON.parse(readFileSync(path.join(ROOT, 'models', name, 'manifest.json'), 'utf8'))),
  )
  .filter((manifest): manifest is PipelineManifest => manifest.task === 'pipeline');
const namesOf = (some: readonly PipelineManifest[]) => some.map(({ name }) => name);
const ofFaces = pipelines.filter(({ name }) => name.startsWith('faces-'));

const sampleOf = (model: string, file: string) =>
  readFileSync(path.join(ROOT, 'models', model, 'sample', file));
const astronaut = () => sampleOf('face-detector', 'astronaut.jpg');
const table = () => sampleOf('seed-detector', 'table.jpg');

describe('the pipelines that come with Penstock', () => {
  let system: System;
  beforeAll(async () => {
    system = await startSystem('postgres', { MODELS: namesOf(pipelines).join(',') });
  });
  afterAll(() => system?.stop());

  async function scan(model: string, file: Uint8Array, params: object = {}): Promise<PipelineResult> {
    const fields = { model, params: JSON.stringify(params) };
    const job = await submitJob(system.url, { file, fields, headers: { Prefer: 'wait=30' } });
    expect(job).toMatchObject({ status: 'succeeded', error: null });
    return job.result as PipelineResult;
  }

  test('there are those that the documents name, one of each kind to take first', () => {
    expect(namesOf(pipelines)).toEqual(['faces-large', 'faces-onestage', 'faces-small', 'seed-scan']);
    const first = pipelines.filter((manifest) => manifest.default);
    expect(namesOf(first)).toEqual(['faces-large', 'seed-scan']);
  });

  test.each(ofFaces)('$name finds the one face of a portrait and names its emotion', async (manifest) => {
    const { width, height, objects } = await scan(manifest.name, astronaut());
    expect({ width, height }).toEqual({ width: 512, height: 512 });
    expect(objects).toHaveLength(1);
    const [face] = objects;
    expect(overlap(face!.box, ASTRONAUT_FACE)).toBeGreaterThan(0.6);
    if (manifest.steps.classify.length === 0) {
      expect(EMOTIONS).toContain(face!.label);
      expect(face!.labels).toEqual([]);
      return;
    }
    expect(face!.label).toBe('face');
    const { labels } = (await scan(manifest.name, astronaut(), { topK: 7 })).objects[0]!;
    expect(labels.map(({ label }) => label).sort()).toEqual(EMOTIONS);
    expect(labels.reduce((sum, { score }) => sum + score, 0)).toBeCloseTo(1, 2);
    // She beams.
    expect(labels[0]!.label).toBe('Happy');
  });

  test.each(ofFaces)('$name has an empty result for what has no face', async ({ name }) => {
    for (const file of ['rocket.jpg', 'coffee.jpg', 'chelsea.jpg']) {
      const { objects } = await scan(name, readFileSync(path.join(ROOT, 'test/fixtures/photos', file)));
      expect({ file, objects }).toEqual({ file, objects: [] });
    }
  });

  test.skipIf(!hasFixtures).each(ofFaces)('$name finds two people', async ({ name }) => {
    const { objects } = await scan(name, readFileSync(path.join(FIXTURES, 'photos/two_people.jpg')));
    expect(objects).toHaveLength(2);
  });

  test('seed-scan counts seeds and tells beans from coffee', async () => {
    const { objects } = await scan('seed-scan', table());
    const best = objects.map(({ labels }) => labels[0]?.label);
    // As many as were drawn: training/seeds/samples.py.
    expect(best.filter((label) => label === 'bean')).toHaveLength(9);
    expect(best.filter((label) => label === 'coffee')).toHaveLength(8);
    expect(objects).toHaveLength(17);
  });

  test.each([
    ['faces-large', astronaut, { left: 60, top: 0, width: 320, height: 512 }],
    ['faces-onestage', astronaut, { left: 60, top: 0, width: 320, height: 512 }],
    ['seed-scan', table, { left: 0, top: 0, width: 960, height: 720 }],
  ])('%s gives boxes of the upright picture, however it is stored', async (name, photo, region) => {
    const upright = sharp(photo()).extract(region);
    const straight = await scan(name, await upright.clone().jpeg({ quality: 95 }).toBuffer());
    const { width, height } = region;
    expect(straight).toMatchObject({ width, height });
    expect(straight.objects.length).toBeGreaterThan(0);
    const lying = sharp(await upright.clone().rotate(270).png().toBuffer());
    const turned = await lying.jpeg({ quality: 95 }).withMetadata({ orientation: 6 }).toBuffer();
    expect(await sharp(turned).metadata()).toMatchObject({ width: height, height: width, orientation: 6 });
    const again = await scan(name, turned);
    expect(again).toMatchObject({ width, height });
    expect(again.objects).toHaveLength(straight.objects.length);
    for (const { box } of straight.objects)
      expect(Math.max(...again.objects.map((other) => overlap(other.box, box)))).toBeGreaterThan(0.85);
  });

  const ODD: [string, (photo: Uint8Array) => Promise<Buffer>][] = [
    ['a JPEG in CMYK', (photo) => sharp(photo).toColourspace('cmyk').jpeg({ quality: 92 }).toBuffer()],
    ['a PNG of 16 bits', (photo) => sharp(photo).toColourspace('rgb16').png().toBuffer()],
    ['an animated WebP, of which the first frame counts', (photo) => animated(photo)],
  ];
  test.each(ODD)('take %s as they take any picture', async (_title, make) => {
    for (const { name } of ofFaces)
      expect((await scan(name, await make(astronaut()))).objects).toHaveLength(1);
    expect((await scan('seed-scan', await make(table()))).objects).toHaveLength(17);
  });

  test.each(namesOf(pipelines))('%s finds nothing in a single pixel', async (name) => {
    const create = { width: 1, height: 1, channels: 3 as const, background: '#777' };
    const file = await sharp({ create }).png().toBuffer();
    expect(await scan(name, file)).toEqual({ width: 1, height: 1, objects: [] });
  });
});

/** The photo, then a black frame. */
async function animated(photo: Uint8Array): Promise<Buffer> {
  const { width, height } = await sharp(photo).metadata();
  const black = { create: { width, height, channels: 3 as const, background: 'black' } };
  const frames = [await sharp(photo).png().toBuffer(), await sharp(black).png().toBuffer()];
  const file = await sharp(frames, { join: { animated: true } })
    .webp({ quality: 90 })
    .toBuffer();
  expect((await sharp(file).metadata()).pages).toBe(2);
  return file;
}

/** Intersection over union. */
function overlap(a: readonly number[], b: readonly number[]): number {
  const width = Math.min(a[2]!, b[2]!) - Math.max(a[0]!, b[0]!);
  const height = Math.min(a[3]!, b[3]!) - Math.max(a[1]!, b[1]!);
  if (width <= 0 || height <= 0) return 0;
  const area = (box: readonly number[]) => (box[2]! - box[0]!) * (box[3]! - box[1]!);
  return (width * height) / (area(a) + area(b) - width * height);
}
