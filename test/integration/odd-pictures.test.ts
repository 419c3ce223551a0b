import { deflateSync } from 'node:zlib';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Job } from '../../shared/domain/job.ts';
import { submit, submitJob } from '../support/client.ts';
import { greyPng, isSeven, noise, png, pngChunk, seven } from '../support/pictures.ts';
import { type System, startSystem } from '../support/system.ts';

const WAIT = { Prefer: 'wait=20' };

/** A palette PNG: entry 0 transparent black, entry 1 dark ink; transparent where nothing is drawn. */
function palettePng(): Buffer {
  const rows = Buffer.alloc(100 * 101);
  for (let y = 0; y < 100; y++) for (let x = 0; x < 100; x++) rows[y * 101 + 1 + x] = isSeven(x, y) ? 1 : 0;
  return png({ width: 100, height: 100, colourType: 3 }, deflateSync(rows), [
    pngChunk('PLTE', Buffer.from([0, 0, 0, 30, 30, 60])),
    pngChunk('tRNS', Buffer.from([0, 255])),
  ]);
}

/** Lies on its side, and says so: orientation 6 is shown turned a quarter clockwise. */
async function lyingSeven(orientation?: number): Promise<Buffer> {
  const turned = sharp(await seven().rotate(-90).png().toBuffer()).jpeg();
  return await (orientation ? turned.withMetadata({ orientation }) : turned).toBuffer();
}

const SEVENS: [string, string, () => Buffer | Promise<Buffer>][] = [
  ['image/png', 'a PNG of 16-bit grey', () => greyPng(100, (x, y) => (isSeven(x, y) ? 5000 : 65_535), 16)],
  ['image/png', 'light on dark', () => greyPng(100, (x, y) => (isSeven(x, y) ? 250 : 10))],
  ['image/png', 'a PNG with a palette and transparency', palettePng],
  ['image/jpeg', 'a JPEG', () => seven().jpeg().toBuffer()],
  ['image/jpeg', 'a progressive JPEG', () => seven().jpeg({ progressive: true }).toBuffer()],
  ['image/jpeg', 'a JPEG in CMYK', () => seven().toColourspace('cmyk').jpeg().toBuffer()],
  ['image/jpeg', 'a JPEG that lies on its side by EXIF', () => lyingSeven(6)],
  ['image/png', 'an interlaced PNG', () => seven().png({ progressive: true }).toBuffer()],
  ['image/webp', 'a WebP', () => seven().webp().toBuffer()],
  ['image/webp', 'a lossless WebP', () => seven().webp({ lossless: true }).toBuffer()],
];

describe('an odd picture', () => {
  let system: System;
  beforeAll(async () => {
    system = await startSystem('postgres');
  });
  afterAll(() => system.stop());

  test.each(SEVENS)('is read as the seven that it shows: %s, %s', async (mediaType, _title, make) => {
    const job = await submitJob(system.url, { file: await make(), headers: WAIT });
    expect(job).toMatchObject({ status: 'succeeded', input: { mediaType }, result: { certain: true } });
    expect(job.result).toMatchObject({ labels: [{ label: '7' }, {}, {}] });
  });

  test('would not be read so without its EXIF', async () => {
    const job = await submitJob(system.url, { file: await lyingSeven(), headers: WAIT });
    expect(job.result).not.toMatchObject({ labels: [{ label: '7' }, {}, {}] });
  });

  test('is taken for what it is, not for what it is called', async () => {
    for (const [type, name] of [
      ['image/jpeg', 'seven.jpg'],
      ['application/octet-stream', 'seven'],
      ['application/pdf', 'seven.pdf'],
    ] as const) {
      const form = new FormData();
      form.append('model', 'digits');
      form.append('file', new Blob([new Uint8Array(await seven().png().toBuffer())], { type }), name);
      const response = await fetch(`${system.url}/v1/jobs`, { method: 'POST', body: form, headers: WAIT });
      expect(await response.json()).toMatchObject({ status: 'succeeded', input: { mediaType: 'image/png' } });
    }
    const response = await fetch(`${system.url}/v1/jobs?model=digits@1`, {
      method: 'POST',
      body: new Uint8Array(await seven().png().toBuffer()),
      headers: { ...WAIT, 'Content-Type': 'application/octet-stream' },
    });
    expect(await response.json()).toMatchObject({ status: 'succeeded', input: { mediaType: 'image/png' } });
  });

  test.each([
    ['of one pixel', () => greyPng(1, () => 0)],
    ['that is blank', () => greyPng(64, () => 255)],
    ['that is black', () => greyPng(64, () => 0)],
    ['that is clear', () => png({ width: 9, height: 9, colourType: 4 }, deflateSync(Buffer.alloc(9 * 19)))],
    ['of one row', () => png({ width: 3000, height: 1 }, deflateSync(Buffer.alloc(3001, 255).fill(0, 0, 1)))],
  ])('%s is no error but nothing certain', async (_title, make) => {
    const job = await submitJob(system.url, { file: make(), headers: WAIT });
    expect(job).toMatchObject({ status: 'succeeded', error: null, result: { certain: false } });
  });

  test.each([
    ['../../etc/pass\u0000wd', 'passwd'],
    ['C:\\fakepath\\seven.png', 'seven.png'],
    ['a\u202egnp.exe', 'agnp.exe'],
    ['\u0007tab\there', 'tabhere'],
    ['été 7️⃣.png', 'été 7️⃣.png'],
    ['..', null],
    ['x'.repeat(5000), 'x'.repeat(255)],
  ])('may be called anything: %j', async (name, shown) => {
    const job = await submitJob(system.url, { name });
    expect(job.input.name).toBe(shown);
    const response = await fetch(`${system.url}${job.links.input}`);
    expect(response.status).toBe(200);
    expect(response.headers.get('content-disposition')).toMatch(
      /^attachment; filename="[\x20-\x7e]+"; filename\*=/,
    );
  });

  test('may come with every option at once', async () => {
    const metadata = Object.fromEntries(
      Array.from({ length: 16 }, (_, i) => [`name ${i}`, `é ${i} \u{1f600}`]),
    );
    const fields = { model: 'digits@1', params: '{}', priority: '9', deadlineMs: '60000' };
    const job = await submitJob(system.url, {
      fields: { ...fields, metadata: JSON.stringify(metadata) },
      headers: WAIT,
    });
    expect(job).toMatchObject({ status: 'succeeded', params: {}, priority: 9, metadata });
    expect(job.result).toMatchObject({ labels: [{ label: '7' }, {}, {}] });
    const all = await submitJob(system.url, { fields: { params: '{"topK":1000}' }, headers: WAIT });
    expect(all.result).toMatchObject({ labels: Array.from({ length: 10 }, () => ({})) });
  });

  test('that is found damaged only when it is decoded ends its job, at once and for good', async () => {
    const jpeg = await noise(200).jpeg().toBuffer();
    const small = await seven().jpeg().toBuffer();
    const flawed = await noise(200).png().toBuffer();
    flawed.fill(0x5a, 20_000, 20_400);
    expect(jpeg.length).toBeGreaterThan(16_384);
    for (const file of [small.subarray(0, small.length / 2), jpeg.subarray(0, jpeg.length / 2), flawed]) {
      const response = await submit(system.url, { file, headers: WAIT });
      expect(response.status).toBe(200);
      const job = (await response.json()) as Job;
      expect(job).toMatchObject({ status: 'failed', attempt: 1, result: null, receipt: null });
      expect(job.error).toMatchObject({ code: 'invalid-image', retryable: false, attempts: 1 });
    }
    expect((await submitJob(system.url, { headers: WAIT })).status).toBe('succeeded');
  });
});
