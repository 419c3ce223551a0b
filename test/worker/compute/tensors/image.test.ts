import { deflateSync } from 'node:zlib';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import type { ImageInput } from '../../../../shared/domain/image-input.ts';
import { manifestSchema } from '../../../../shared/domain/manifest.ts';
import { decodePixels, decodeResized } from '../../../../worker/compute/tensors/image.ts';
import { greyPng, noise, png } from '../../../support/pictures.ts';

const MANY = { maxPixels: 1_000_000 };

function inputOf(more: Partial<ImageInput> = {}): ImageInput {
  const manifest = manifestSchema.parse({
    name: 'a',
    task: 'image-classification',
    input: { kind: 'image', tensor: 'x', height: 2, width: 2, ...more },
    output: { tensor: 'y' },
  });
  if (manifest.task !== 'image-classification') throw new Error('Not a classifier');
  return manifest.input;
}

const solid = (width: number, height: number, background: string) =>
  sharp({ create: { width, height, channels: 4, background } });

describe('decodePixels', () => {
  it('gives the very pixels of a PNG', async () => {
    const pixels = await decodePixels(
      greyPng(2, (x, y) => 10 * x + 100 * y),
      MANY,
    );
    expect(pixels).toMatchObject({ height: 2, width: 2 });
    const { channels, data } = pixels;
    expect(Array.from(data).filter((_, i) => i % channels === 0)).toEqual([0, 10, 100, 110]);
  });

  it('keeps transparency', async () => {
    const { channels, data } = await decodePixels(await solid(1, 1, '#ff000080').png().toBuffer(), MANY);
    expect(channels).toBe(4);
    expect([...data]).toEqual([255, 0, 0, 128]);
  });

  it('stands a picture upright as its EXIF says', async () => {
    const wide = await solid(30, 10, 'white').flatten().jpeg().withMetadata({ orientation: 6 }).toBuffer();
    expect(await decodePixels(wide, MANY)).toMatchObject({ height: 30, width: 10 });
  });

  it('shrinks what is larger than 1024 on a side, and enlarges nothing', async () => {
    const large = png({ width: 4096, height: 8 }, deflateSync(Buffer.alloc(4097 * 8)));
    expect(await decodePixels(large, MANY)).toMatchObject({ height: 2, width: 1024 });
  });

  it('brings 16 bits to 8', async () => {
    const { data, channels } = await decodePixels(
      greyPng(1, () => 0x8080, 16),
      MANY,
    );
    expect(Array.from(data.subarray(0, Math.min(channels, 3))).every((value) => value === 128)).toBe(true);
  });

  it('refuses more pixels than it may take, before it decodes them', async () => {
    const bomb = png({ width: 50_000, height: 50_000, bitDepth: 1 }, deflateSync(Buffer.alloc(10)));
    await expect(decodePixels(bomb, MANY)).rejects.toMatchObject({ code: 'image-too-large' });
  });

  it.each([
    ['an SVG', () => Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>')],
    ['a GIF', () => solid(2, 2, 'red').gif().toBuffer()],
    ['a TIFF', () => solid(2, 2, 'red').tiff().toBuffer()],
    ['a text', () => Buffer.from('hello')],
    ['half a PNG', async () => (await solid(50, 50, 'red').png().toBuffer()).subarray(0, 60)],
    ['half a JPEG', async () => (await noise(64).jpeg().toBuffer()).subarray(0, 1500)],
  ])('refuses %s', async (_title, make) => {
    await expect(decodePixels(await make(), MANY)).rejects.toMatchObject({ code: 'invalid-image' });
  });
});

describe('decodeResized', () => {
  it('gives three channels of exactly the size of the model, with white for what is clear', async () => {
    const clear = await solid(9, 5, '#00000000').png().toBuffer();
    const pixels = await decodeResized(clear, inputOf());
    expect(pixels).toMatchObject({ height: 2, width: 2, channels: 3 });
    expect([...pixels.data]).toEqual(new Array(12).fill(255));
  });

  it('gives one channel for a grey model', async () => {
    const pixels = await decodeResized(
      await solid(4, 4, '#ffffff').png().toBuffer(),
      inputOf({ color: 'grey' }),
    );
    expect(pixels).toMatchObject({ height: 2, width: 2, channels: 1 });
    expect([...pixels.data]).toEqual([255, 255, 255, 255]);
  });

  it('squeezes the whole picture with stretch, and cuts off the sides with cover', async () => {
    // Black, white, white, black; each 10 wide and 20 high.
    const stripes = await sharp(
      Uint8Array.from({ length: 40 * 20 }, (_, i) => (i % 40 >= 10 && i % 40 < 30 ? 255 : 0)),
      { raw: { width: 40, height: 20, channels: 1 } },
    )
      .png()
      .toBuffer();
    const means = async (resize: 'stretch' | 'cover') => {
      const { data } = await decodeResized(stripes, inputOf({ color: 'grey', height: 4, width: 4, resize }));
      return Array.from(data.subarray(0, 4));
    };
    const [left = 0, inner = 0] = await means('stretch');
    expect(left).toBeLessThan(60);
    expect(inner).toBeGreaterThan(195);
    expect(Math.min(...(await means('cover')))).toBeGreaterThan(195);
  });
});
