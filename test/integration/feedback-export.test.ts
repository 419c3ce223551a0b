import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { buffer } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { fromBufferPromise } from 'yauzl';
import { z } from 'zod';
import type { Job } from '../../shared/domain/job.ts';
import { SEVEN, submitJob } from '../support/client.ts';
import { keyOf } from '../support/keys.ts';
import { noise } from '../support/pictures.ts';
import { expectProblem } from '../support/problems.ts';
import { type System, startSystem } from '../support/system.ts';

/** COCO's format for object detection (https://cocodataset.org/#format-data), as far as it says. */
const cocoSchema = z.object({
  info: z.object({ description: z.string() }),
  licenses: z.array(z.unknown()),
  images: z.array(
    z.object({ id: z.int(), width: z.int().positive(), height: z.int().positive(), file_name: z.string() }),
  ),
  annotations: z.array(
    z.object({
      id: z.int(),
      image_id: z.int(),
      category_id: z.int(),
      bbox: z.array(z.number().min(0)).length(4),
      area: z.number().positive(),
      segmentation: z.array(z.unknown()),
      iscrowd: z.literal(0),
    }),
  ),
  categories: z.array(z.object({ id: z.int(), name: z.string(), supercategory: z.string() })),
});

const CROP = Buffer.from('a crop');

let system: System;
let ann: Record<string, string>;
let large: Buffer;
/** In the order in which they were submitted. */
let jobs: Job[];

beforeAll(async () => {
  system = await startSystem('postgres', { AUTH: 'keys' });
  ann = await keyOf(system, 'ann');
  large = await noise(200).png().toBuffer();
  const submit = (headers: Record<string, string>, file?: Buffer, name?: string) =>
    submitJob(system.url, {
      headers: { ...headers, Prefer: 'wait=20' },
      ...(file && { file }),
      ...(name && { name }),
    });
  jobs = [
    await submit(ann, SEVEN, '=cmd.png'),
    await submit(ann, large),
    await submit(ann),
    await submit(ann),
    await submit(ann),
  ];
  await judge(jobs[0]!, { label: '1', comment: 'a "one",\nwith a hat' });
  // As a detector would have it: three found, of which one has a picture of its own.
  const box = (x: number) => [x, 0, x + 10, 20];
  const objects = [
    { box: box(0), label: 'oat', score: 0.9, artifact: 'object-0.jpg' },
    { box: box(10), label: 'oat', score: 0.8 },
    { box: box(20), label: 'rye', score: 0.7 },
  ];
  await system.sql`
    update jobs set
      result = ${JSON.stringify({ width: 200, height: 200, objects })}::text::jsonb,
      artifacts = '[{"name":"object-0.jpg","mediaType":"image/jpeg","sizeBytes":6}]'
    where id = ${jobs[1]!.id}`;
  const folder = path.join(system.dataDir, 'blobs', jobs[1]!.id.slice(0, 7), jobs[1]!.id);
  mkdirSync(folder, { recursive: true });
  writeFileSync(path.join(folder, '1-object-0.jpg'), CROP);
  await judge(jobs[1]!, {
    objects: [
      { action: 'confirm', object: 0 },
      { action: 'move', object: 1, box: [11, 1, 21, 21], label: '../rye' },
      { action: 'delete', object: 2 },
      { action: 'add', box: [100, 100, 150, 200], label: 'oat' },
    ],
  });
  await judge(jobs[2]!, { correct: true });
  // Not verified, and somebody else's.
  await system.sql`
    update jobs set result = ${JSON.stringify({ width: 9, height: 9, objects })}::text::jsonb where id = ${jobs[3]!.id}`;
  await judge(jobs[3]!, { objects: [{ action: 'confirm', object: 0 }] });
  const bob = await keyOf(system, 'bob');
  await judge(await submit(bob), { label: 'secret' }, bob);
});
afterAll(() => system.stop());

async function judge(job: Job, body: object, headers = ann): Promise<void> {
  const response = await fetch(`${system.url}${job.links.self}/feedback`, {
    method: 'PUT',
    headers: { ...headers, 'Content-Type': 'application/json' },
    body: JSON.stringify(body),
  });
  expect(response.status).toBe(200);
}

const get = (query: string) => fetch(`${system.url}/v1/feedback/export?${query}`, { headers: ann });

/** The content of each file of an archive. */
async function unzip(bytes: Buffer): Promise<Record<string, Buffer>> {
  const files: Record<string, Buffer> = {};
  const zip = await fromBufferPromise(bytes);
  for await (const entry of zip.eachEntry())
    files[entry.fileName] = await buffer(await zip.openReadStreamPromise(entry));
  return files;
}

describe('verified feedback', () => {
  test('is a COCO document: pictures, what is in them, and the labels', async () => {
    const response = await get('format=coco');
    expect(response.headers.get('content-disposition')).toMatch(/feedback\.coco\.json/);
    const coco = cocoSchema.parse(await response.json());
    expect(coco.images.map(({ file_name, width, height }) => [file_name, width, height])).toEqual([
      [`${jobs[0]!.id}.png`, 300, 300],
      [`${jobs[1]!.id}.png`, 200, 200],
      [`${jobs[2]!.id}.png`, 300, 300],
    ]);
    const nameOf = new Map(coco.categories.map(({ id, name }) => [id, name]));
    const pictureOf = new Map(coco.images.map(({ id, file_name }) => [id, file_name]));
    expect(
      coco.annotations.map(({ image_id, category_id, bbox, area }) => [
        pictureOf.get(image_id)!.slice(0, 36),
        nameOf.get(category_id),
        bbox,
        area,
      ]),
    ).toEqual([
      [jobs[0]!.id, '1', [0, 0, 300, 300], 90_000],
      [jobs[1]!.id, 'oat', [0, 0, 10, 20], 200],
      [jobs[1]!.id, '../rye', [11, 1, 10, 20], 200],
      [jobs[1]!.id, 'oat', [100, 100, 50, 100], 5000],
      [jobs[2]!.id, '7', [0, 0, 300, 300], 90_000],
    ]);
    expect(new Set(coco.annotations.map(({ id }) => id)).size).toBe(5);
  });

  test('is CSV: a line for each thing that was judged, and no formulas', async () => {
    const response = await get('format=csv');
    expect(response.headers.get('content-type')).toBe('text/csv; charset=utf-8');
    const text = await response.text();
    const lines = text.split('\r\n');
    expect(lines[0]).toMatch(/^job,model,modelVersion,.*,x1,y1,x2,y2,comment,judge,at$/);
    expect(lines).toHaveLength(1 + 1 + 4 + 1 + 1);
    expect(lines[1]).toContain(`,'=cmd.png,`);
    expect(lines[1]).toContain(',"a ""one"",\nwith a hat",of a test,');
    expect(lines[3]).toMatch(/,1,move,oat,0\.8,\.\.\/rye,11,1,21,21,,of a test,/);
    expect(lines[4]).toMatch(/,2,delete,rye,0\.7,,20,0,30,20,,/);
    expect(lines[5]).toMatch(/,,add,,,oat,100,100,150,200,,/);
    expect(text).not.toContain('secret');
  });

  test('is an archive with a folder for each label', async () => {
    const response = await get('format=folders');
    expect(response.headers.get('content-type')).toBe('application/zip');
    const files = await unzip(Buffer.from(await response.arrayBuffer()));
    const [a, b, c] = jobs.map(({ id }) => id);
    expect(Object.keys(files).sort()).toEqual(
      [
        `1/${a}.png`,
        `oat/${b}-object-0.jpg`,
        `__rye/${b}.png`,
        `oat/${b}.png`,
        `7/${c}.png`,
        'feedback.csv',
      ].sort(),
    );
    expect(files[`1/${a}.png`]!.equals(SEVEN)).toBe(true);
    expect(files[`oat/${b}.png`]!.equals(large)).toBe(true);
    expect(files[`oat/${b}-object-0.jpg`]!.equals(CROP)).toBe(true);
    expect(files['feedback.csv']!.toString()).toBe(await (await get('format=csv')).text());
  });

  test('is filtered by model, collection and batch', async () => {
    const made = await fetch(`${system.url}/v1/collections`, {
      method: 'POST',
      headers: { ...ann, 'Content-Type': 'application/json' },
      body: '{"name":"filtered"}',
    });
    const { id } = (await made.json()) as { id: string };
    await fetch(`${system.url}${jobs[2]!.links.self}`, {
      method: 'PATCH',
      headers: { ...ann, 'Content-Type': 'application/json' },
      body: JSON.stringify({ collection: id }),
    });
    const count = async (query: string) =>
      (await (await get(`format=csv&${query}`)).text()).split('\r\n').length - 2;
    expect(await count(`collection=${id}`)).toBe(1);
    expect(await count('model=digits')).toBe(6);
    expect(await count('model=nobody')).toBe(0);
    expect(await count(`batch=${id}`)).toBe(0);
    cocoSchema.parse(await (await get('format=coco&model=nobody')).json());
    expect(
      Object.keys(await unzip(Buffer.from(await (await get('format=folders&model=nobody')).arrayBuffer()))),
    ).toEqual(['feedback.csv']);
  });

  test.each(['', 'format=xml', 'format=csv&colour=red', 'format=csv&collection=1'])(
    'is refused for %j',
    async (query) => {
      await expectProblem(await get(query), { status: 422, code: 'invalid-request' });
    },
  );

  test('is more than a page of jobs, each once', async () => {
    await system.sql`
      insert into jobs (
        id, owner, model, model_version, status, params, metadata, input_sha256, input_size_bytes, input_media_type,
        input_store, timings, created_at, finished_at, result, feedback, tally, verified_at
      )
      select
        (lpad(to_hex(1700000000000 + i), 12, '0') || '70008000000000000000')::uuid,
        owner, 'many', model_version, status, params, metadata, input_sha256, input_size_bytes, input_media_type,
        'blob', timings, created_at, finished_at, result, feedback, tally, verified_at
      from jobs, generate_series(1, 450) as i where id = ${jobs[0]!.id}`;
    const text = await (await get('format=csv&model=many')).text();
    expect(new Set(text.split('\r\n').map((line) => line.slice(0, 36))).size).toBe(450 + 2);
    // Their pictures are not there, and so there is nothing to show of them.
    const coco = cocoSchema.parse(await (await get('format=coco&model=many')).json());
    expect([coco.images.length, coco.annotations.length]).toEqual([0, 0]);
    const files = await unzip(Buffer.from(await (await get('format=folders&model=many')).arrayBuffer()));
    expect(Object.keys(files)).toEqual(['feedback.csv']);
  });

  test('may be left in the middle, and the server goes on', async () => {
    const gone = new AbortController();
    const response = await fetch(`${system.url}/v1/feedback/export?format=folders`, {
      headers: ann,
      signal: gone.signal,
    });
    gone.abort();
    await response.arrayBuffer().catch(() => {});
    expect((await fetch(`${system.url}/readyz`)).status).toBe(200);
    expect(system.output.join('')).not.toMatch(/"level":"error"/);
  });
});
