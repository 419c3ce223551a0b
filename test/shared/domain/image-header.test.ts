import { deflateSync } from 'node:zlib';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { isCutShort, nameOtherFormat, sniffImage } from '../../../shared/domain/image-header.ts';
import { png } from '../../support/pictures.ts';

const picture = () => sharp({ create: { width: 31, height: 17, channels: 4, background: '#8040c080' } });
const SIZE = { height: 17, width: 31 };

describe('sniffImage', () => {
  it.each([
    ['image/png', () => picture().png().toBuffer()],
    ['image/jpeg', () => picture().jpeg().toBuffer()],
    ['image/jpeg', () => picture().jpeg({ progressive: true }).withMetadata({ orientation: 6 }).toBuffer()],
    ['image/webp', () => picture().webp({ lossless: true }).toBuffer()],
    ['image/webp', () => picture().webp().toBuffer()],
    ['image/webp', () => picture().flatten().webp().toBuffer()],
  ])('reads kind and size of %s as an encoder has written it', async (mediaType, make) => {
    expect(sniffImage(await make())).toEqual({ mediaType, size: SIZE });
  });

  it('knows the kind without the size when that stands further back than the bytes at hand', async () => {
    const jpeg = await picture().jpeg().toBuffer();
    expect(sniffImage(jpeg.subarray(0, 20))).toEqual({ mediaType: 'image/jpeg', size: null });
    expect(sniffImage(Buffer.from('89504e470d0a1a0a', 'hex'))).toEqual({
      mediaType: 'image/png',
      size: null,
    });
  });

  it('reads a size as it is claimed, up to the largest', () => {
    const huge = png({ width: 4_294_967_295, height: 1 }, deflateSync(''));
    expect(sniffImage(huge)?.size).toEqual({ height: 1, width: 4_294_967_295 });
  });

  it.each(['', '\x89', '\x89PN', 'RIFF', 'RIFF\0\0\0\0WAVE', 'GIF89a', '\xff\xd8', 'hello'])(
    'knows nothing about %j',
    (text) => expect(sniffImage(Buffer.from(text, 'latin1'))).toBeUndefined(),
  );

  it('ends at once on a JPEG whose segments lead nowhere', () => {
    const loops = Buffer.from('ffd8ffe00000ffe00000ffe00000', 'hex');
    expect(sniffImage(loops)).toEqual({ mediaType: 'image/jpeg', size: null });
  });

  it('reads a view into a larger buffer, not the buffer', async () => {
    const file = await picture().png().toBuffer();
    const within = Buffer.concat([Buffer.from('xyz'), file]).subarray(3);
    expect(sniffImage(within)?.size).toEqual(SIZE);
  });
});

describe('nameOtherFormat', () => {
  it.each([
    ['GIF87a', 'GIF'],
    ['%PDF-1.7', 'PDF'],
    ['BM\x3a', 'BMP'],
    ['II*\0', 'TIFF'],
    ['MM\0*', 'TIFF'],
    ['\0\0\0\x1cftypheic', 'HEIF, AVIF or MP4'],
    ['  <SVG width="1"/>', 'SVG'],
    ['<?xml version="1.0"?>\n<!-- x --><svg/>', 'SVG'],
    ['<?xml version="1.0"?><html/>', undefined],
    ['plain text', undefined],
    ['', undefined],
  ])('names %j %s', (text, name) => {
    expect(nameOtherFormat(Buffer.from(text, 'latin1'))).toBe(name);
  });
});

describe('isCutShort', () => {
  const whole = (file: Uint8Array) => ({ head: file, tail: file, sizeBytes: file.length });

  it('is true of every PNG and WebP that lacks its end, and false of whole ones', async () => {
    for (const [mediaType, file] of [
      ['image/png', await picture().png().toBuffer()],
      ['image/webp', await picture().webp().toBuffer()],
    ] as const) {
      expect(isCutShort(mediaType, whole(file))).toBe(false);
      for (const length of [30, file.length >> 1, file.length - 9])
        expect(isCutShort(mediaType, whole(file.subarray(0, length)))).toBe(true);
    }
  });

  it('forgives what an editor has written behind the end', async () => {
    const file = Buffer.concat([await picture().png().toBuffer(), Buffer.from('trailer')]);
    expect(isCutShort('image/png', whole(file))).toBe(false);
  });

  it('does not judge a JPEG', async () => {
    const file = await picture().jpeg().toBuffer();
    expect(isCutShort('image/jpeg', whole(file.subarray(0, 40)))).toBe(false);
  });
});
