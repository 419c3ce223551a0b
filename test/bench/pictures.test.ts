import sharp from 'sharp';
import { describe, expect, test } from 'vitest';
import { bigPhotos, filler, type Picture, photos, tinyPictures } from '../../bench/pictures.ts';

const MAKERS = [
  {
    name: 'tinyPictures',
    make: () => tinyPictures(200),
    is: { format: 'png', height: 28, width: 28, channels: 1 },
    least: 180,
    most: 700,
  },
  {
    name: 'photos',
    make: () => photos(12),
    is: { format: 'jpeg', height: 480, width: 640, channels: 3 },
    least: 40e3,
    most: 90e3,
  },
  {
    name: 'bigPhotos',
    make: () => bigPhotos(2),
    is: { format: 'jpeg', height: 3000, width: 4000, channels: 3 },
    least: 2e6,
    most: 5e6,
  },
  {
    name: 'filler',
    make: async () => filler(1_000_000, 3),
    is: { format: 'png', height: 64, width: 64, channels: 1 },
    least: 1e6,
    most: 1e6,
  },
];

describe.each(MAKERS)('$name', ({ make, is, least, most }) => {
  test('makes whole pictures of the size and type that it promises', async () => {
    for (const { bytes, mediaType } of await make()) {
      expect(bytes.length).toBeGreaterThanOrEqual(least);
      expect(bytes.length).toBeLessThanOrEqual(most);
      expect(mediaType).toBe(`image/${is.format}`);
      expect(await sharp(bytes).metadata()).toMatchObject(is);
      await sharp(bytes, { failOn: 'warning' }).stats();
    }
  });

  test('makes no picture twice, and the same ones at every call', async () => {
    const [once, again] = [await make(), await make()];
    expect(new Set(once.map(asText)).size).toBe(once.length);
    expect(again.map(asText)).toEqual(once.map(asText));
  });
});

test('a tiny picture says which digit it shows, white on black', async () => {
  const pictures = await tinyPictures(20);
  expect(pictures.map(({ label }) => label).join('')).toBe('01234567890123456789');
  for (const { bytes } of pictures) {
    const { channels } = await sharp(bytes).stats();
    expect(channels[0]).toMatchObject({ min: 0, max: 255 });
    expect(channels[0]!.mean).toBeLessThan(80);
  }
});

test.each([256, 1000, 10_000_000])('filler is of exactly %i bytes', (sizeBytes) => {
  expect(filler(sizeBytes)[0]?.bytes).toHaveLength(sizeBytes);
});

test('filler refuses a size that holds no picture', () => {
  expect(() => filler(100)).toThrow(RangeError);
});

function asText({ bytes }: Picture): string {
  return bytes.toString('base64');
}
