import sharp, { type PngOptions } from 'sharp';
import { describe, expect, it } from 'vitest';
import { readPlainPng } from '../../../../worker/compute/tensors/plain-png.ts';
import type { RawPixels } from '../../../../worker/compute/tensors/raw-pixels.ts';

const KINDS = ([1, 2, 3, 4] as const).flatMap((channels) =>
  [false, true].map((adaptiveFiltering) => ({ channels, adaptiveFiltering })),
);

/** Noise and slopes, so that every filter is worth choosing for some row. */
function samples({ height, width, channels }: { height: number; width: number; channels: number }): Buffer {
  return Buffer.from(
    Array.from({ length: height * width * channels }, (_, i) => {
      const [x, y] = [Math.floor(i / channels) % width, Math.floor(i / channels / width)];
      return y % 3 === 0 ? (i * 7919) % 251 : (x * 9 + y * 5 + (i % channels) * 40) % 256;
    }),
  );
}

async function png(
  { channels, adaptiveFiltering = false }: { channels: 1 | 2 | 3 | 4; adaptiveFiltering?: boolean },
  more: PngOptions = {},
  { height = 31, width = 23 } = {},
): Promise<Buffer> {
  const raw = sharp(samples({ height, width, channels }), { raw: { height, width, channels } });
  const image = channels < 3 ? raw.toColourspace('b-w') : raw;
  return await image.png({ adaptiveFiltering, ...more }).toBuffer();
}

/** The other decoder gives grey as three equal samples. */
function inColor({ data, channels }: RawPixels): Buffer {
  if (channels > 2) return Buffer.from(data);
  const pixels = Array.from({ length: data.length / channels }, (_, i) =>
    data.subarray(i * channels, (i + 1) * channels),
  );
  return Buffer.from(pixels.flatMap(([grey, ...alpha]) => [grey!, grey!, grey!, ...alpha]));
}

describe('readPlainPng', () => {
  it.each(KINDS)('reads the same samples as the decoder for all formats: %j', async (kind) => {
    const file = await png(kind);
    const { data, info } = await sharp(file).raw().toBuffer({ resolveWithObject: true });
    const pixels = readPlainPng(file);
    expect(pixels).toMatchObject({ height: 31, width: 23, channels: kind.channels });
    expect(Buffer.compare(inColor(pixels!), data)).toBe(0);
    expect(info.channels).toBe(kind.channels < 3 ? kind.channels + 2 : kind.channels);
  });

  it.each([
    ['a palette', () => png({ channels: 3 }, { palette: true })],
    ['interlaced rows', () => png({ channels: 3 }, { progressive: true })],
    ['more pixels than are worth it', () => png({ channels: 1 }, {}, { height: 400, width: 300 })],
    [
      'a colour profile',
      () =>
        sharp(samples({ height: 9, width: 9, channels: 3 }), { raw: { height: 9, width: 9, channels: 3 } })
          .withIccProfile('p3')
          .png()
          .toBuffer(),
    ],
    [
      'an orientation',
      () =>
        sharp(samples({ height: 9, width: 9, channels: 3 }), { raw: { height: 9, width: 9, channels: 3 } })
          .withMetadata({ orientation: 6 })
          .png()
          .toBuffer(),
    ],
    [
      '16 bits',
      () =>
        sharp(samples({ height: 9, width: 9, channels: 3 }), { raw: { height: 9, width: 9, channels: 3 } })
          .toColourspace('rgb16')
          .png()
          .toBuffer(),
    ],
    [
      'another format',
      () =>
        sharp(samples({ height: 9, width: 9, channels: 3 }), { raw: { height: 9, width: 9, channels: 3 } })
          .jpeg()
          .toBuffer(),
    ],
    ['nothing', async () => Buffer.alloc(0)],
  ])('leaves %s to the decoder for all formats', async (_, make) => {
    expect(readPlainPng(await make())).toBeUndefined();
  });

  it('leaves whatever is damaged to it: every single bit is held by a checksum', async () => {
    const file = await png({ channels: 3 });
    for (let bit = 0; bit < file.length * 8; bit += 11) {
      const damaged = Buffer.from(file);
      damaged[bit >> 3]! ^= 1 << (bit & 7);
      expect(readPlainPng(damaged)).toBeUndefined();
    }
    for (let end = 0; end < file.length; end += 7)
      expect(readPlainPng(file.subarray(0, end))).toBeUndefined();
  });
});
