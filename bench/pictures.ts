import { createCipheriv } from 'node:crypto';
import { crc32, deflateSync } from 'node:zlib';
import sharp from 'sharp';
import { seededRandom } from './random.ts';

/** A file to upload. */
export type Picture = {
  readonly bytes: Buffer;
  readonly mediaType: 'image/png' | 'image/jpeg';
  /** The digit that is drawn on it, where there is one. */
  readonly label?: string;
};

/** Digits, white on black, as 28 × 28 grey PNGs of 200 to 330 bytes. Every maker here gives the same at every call. */
export async function tinyPictures(count: number): Promise<Picture[]> {
  return await makeEach(count, async (i) => {
    const label = i % STROKES.length;
    const svg = drawDigit(STROKES[label]!, seededRandom(10_000 + i));
    const bytes = await sharp(Buffer.from(svg)).removeAlpha().toColourspace('b-w').png().toBuffer();
    return { bytes, mediaType: 'image/png', label: String(label) };
  });
}

/** Soft shapes and grain in place of photos: 640 × 480 JPEGs of 60 to 85 kB. */
export async function photos(count: number): Promise<Picture[]> {
  return await makeEach(count, (i) => takePhoto(20_000 + i, { height: 480, width: 640 }));
}

/** The same at 12 megapixels: 4000 × 3000 JPEGs of 2 to 3 MB. */
export async function bigPhotos(count: number): Promise<Picture[]> {
  return await makeEach(count, (i) => takePhoto(30_000 + i, { height: 3000, width: 4000 }));
}

/**
 * PNGs of exactly `sizeBytes` that decode at once: a small grey picture, then a chunk of random bytes that readers
 * skip.
 *
 * @throws RangeError below 256 bytes
 */
export function filler(sizeBytes: number, count = 1): Picture[] {
  if (sizeBytes < 256) throw new RangeError(`${sizeBytes} bytes are too few for a picture`);
  const side = 64;
  const header = Buffer.alloc(13);
  header.writeUInt32BE(side, 0);
  header.writeUInt32BE(side, 4);
  header.writeUInt8(8, 8);
  const start = [
    PNG_SIGNATURE,
    chunk('IHDR', header),
    chunk('IDAT', deflateSync(Buffer.alloc(side * (side + 1)))),
  ];
  const end = chunk('IEND', Buffer.alloc(0));
  const spare = sizeBytes - Buffer.concat([...start, end]).length - CHUNK_FRAME_BYTES;
  return Array.from({ length: count }, (_, i) => ({
    bytes: Buffer.concat([...start, chunk('fiLl', randomBytesFrom(40_000 + i, spare)), end]),
    mediaType: 'image/png',
  }));
}

/** Pen strokes of the digits on a 100 × 100 grid. */
const STROKES = [
  '50,10 25,30 20,50 25,70 50,90 75,70 80,50 75,30 50,10',
  '35,25 52,10 50,90',
  '24,28 48,10 72,26 66,48 22,90 80,88',
  '25,20 50,10 72,25 68,42 48,48 70,56 75,75 50,90 24,80',
  '62,90 62,10 20,65 82,65',
  '74,12 32,12 28,46 56,42 76,62 66,84 24,86',
  '66,12 36,38 26,66 40,88 66,84 72,62 52,50 28,64',
  '20,12 80,12 42,90',
  '50,48 28,30 48,10 70,28 50,48 26,70 50,90 74,70 50,48',
  '72,34 50,46 30,32 46,12 70,18 72,40 58,90',
];

const PNG_SIGNATURE = Buffer.from('89504e470d0a1a0a', 'hex');

/** Length, type and checksum. */
const CHUNK_FRAME_BYTES = 12;

/** Photos are painted at this size; grain is added at theirs. */
const SCENE = { height: 480, width: 640 };

/** One after the other: a big photo is 36 MB while it is made. */
async function makeEach(count: number, make: (i: number) => Promise<Picture>): Promise<Picture[]> {
  const pictures: Picture[] = [];
  for (let i = 0; i < count; i++) pictures.push(await make(i));
  return pictures;
}

function drawDigit(strokes: string, random: () => number): string {
  const near = (reach: number) => (random() * 2 - 1) * reach;
  const points = strokes.replaceAll(/\d+/g, (at) => (Number(at) + near(3)).toFixed(2));
  const place = `translate(${near(5)} ${near(5)}) rotate(${near(12)} 50 50)`;
  return `<svg xmlns="http://www.w3.org/2000/svg" width="28" height="28" viewBox="-20 -20 140 140">
    <rect x="-20" y="-20" width="140" height="140"/><polyline transform="${place}" points="${points}"
    fill="none" stroke="white" stroke-width="${11 + near(3)}" stroke-linecap="round" stroke-linejoin="round"/></svg>`;
}

async function takePhoto(seed: number, size: { height: number; width: number }): Promise<Picture> {
  const { height, width } = size;
  const random = seededRandom(seed);
  const scene = await sharp(Buffer.from(drawScene(random)))
    .removeAlpha()
    .raw()
    .toBuffer();
  const pixels = await sharp(scene, { raw: { ...SCENE, channels: 3 } })
    .resize({ height, width, kernel: 'linear' })
    .raw()
    .toBuffer();
  addGrain(pixels, randomBytesFrom(seed, (pixels.length / 3) * 2), 15 + random() * 6);
  const image = sharp(pixels, { raw: { height, width, channels: 3 } });
  return { bytes: await image.jpeg({ quality: 85 }).toBuffer(), mediaType: 'image/jpeg' };
}

/** A sky, a ground, and thirty shapes with soft or sharp edges before them. */
function drawScene(random: () => number): string {
  const { height, width } = SCENE;
  const colour = () => `hsl(${Math.round(random() * 360)} ${20 + random() * 50}% ${20 + random() * 60}%)`;
  const band = (id: string, y: number) => `<linearGradient id="${id}" x2="0.3" y2="1">
    <stop stop-color="${colour()}"/><stop offset="1" stop-color="${colour()}"/></linearGradient>
    <rect y="${y}" width="${width}" height="${height - y}" fill="url(#${id})"/>`;
  const shapes = Array.from({ length: 30 }, (_, i) => {
    const place = `cx="${random() * width}" cy="${random() * height}"`;
    return `<radialGradient id="shape${i}"><stop offset="${random()}" stop-color="${colour()}"/>
      <stop offset="1" stop-color="${colour()}" stop-opacity="0"/></radialGradient>
      <ellipse ${place} rx="${20 + random() * 120}" ry="${20 + random() * 90}" fill="url(#shape${i})"/>`;
  });
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}">
    ${band('sky', 0)}${band('ground', (0.4 + random() * 0.3) * height)}${shapes.join('')}</svg>`;
}

/** Grey noise on interleaved RGB, as a sensor gives it: up to `most` steps either way, small ones more often. */
function addGrain(pixels: Buffer, noise: Buffer, most: number): void {
  const clamped = new Uint8ClampedArray(pixels.buffer, pixels.byteOffset, pixels.length);
  for (let i = 0, n = 0; i < clamped.length; i += 3, n += 2) {
    const step = ((noise[n]! - noise[n + 1]!) * most) / 255;
    clamped[i]! += step;
    clamped[i + 1]! += step;
    clamped[i + 2]! += step;
  }
}

/** A gigabyte a second, which `seededRandom` is not: the key stream of AES. */
function randomBytesFrom(seed: number, sizeBytes: number): Buffer {
  const key = Buffer.alloc(16);
  key.writeUInt32BE(seed);
  return createCipheriv('aes-128-ctr', key, Buffer.alloc(16)).update(Buffer.alloc(sizeBytes));
}

function chunk(type: string, data: Uint8Array): Buffer {
  const framed = Buffer.alloc(data.length + CHUNK_FRAME_BYTES);
  framed.writeUInt32BE(data.length, 0);
  framed.write(type, 4, 'latin1');
  framed.set(data, 8);
  framed.writeUInt32BE(crc32(framed.subarray(4, -4)), data.length + 8);
  return framed;
}
