import sharp, { type Sharp } from 'sharp';
import { AppError } from '../../../shared/domain/errors.ts';
import type { ImageInput } from '../../../shared/domain/manifest.ts';
import { readPlainPng } from './plain-png.ts';
import type { RawPixels } from './raw-pixels.ts';

// Decoders of untrusted bytes: only those that are offered. SVG and its like can burn seconds and read files.
sharp.block({ operation: ['VipsForeignLoad'] });
sharp.unblock({ operation: ['VipsForeignLoadJpeg', 'VipsForeignLoadPng', 'VipsForeignLoadWebp'] });
// Every upload is another picture: a cache would only hold memory. Parallelism comes from the children.
sharp.cache(false);
sharp.concurrency(1);

/** Pictures larger than this are shrunk while decoding, for rules that look at every pixel. */
const MOST_SIDE = 1024;

/**
 * Decodes a picture to upright 8-bit pixels of its own size, at most 1024 on a side: grey, grey with alpha, RGB
 * or RGBA.
 *
 * @throws AppError `invalid-image`, `image-too-large`
 */
export async function decodePixels(
  bytes: Uint8Array,
  { maxPixels }: { maxPixels: number },
): Promise<RawPixels> {
  return (
    readPlainPng(bytes) ??
    (await toPixels(
      open(bytes, maxPixels).resize({
        width: MOST_SIDE,
        height: MOST_SIDE,
        fit: 'inside',
        withoutEnlargement: true,
      }),
    ))
  );
}

/**
 * Decodes a picture and resizes it to what a model takes. Transparent parts become white.
 *
 * @returns interleaved 8-bit pixels of exactly `input.height` × `input.width`, one channel for grey, else RGB
 * @throws AppError `invalid-image`, `image-too-large`
 */
export async function decodeResized(bytes: Uint8Array, input: ImageInput): Promise<RawPixels> {
  const { height, width } = input;
  const resized = open(bytes, input.maxPixels)
    .flatten({ background: 'white' })
    .resize({ height, width, fit: input.resize === 'cover' ? 'cover' : 'fill', kernel: 'linear' });
  return await toPixels(input.color === 'grey' ? resized.greyscale() : resized.removeAlpha());
}

function open(bytes: Uint8Array, maxPixels: number): Sharp {
  return sharp(bytes, {
    limitInputPixels: maxPixels,
    limitInputChannels: 5,
    failOn: 'truncated',
    pages: 1,
  }).autoOrient();
}

async function toPixels(image: Sharp): Promise<RawPixels> {
  try {
    const { data, info } = await image
      .toColourspace('srgb')
      .raw({ depth: 'uchar' })
      .toBuffer({ resolveWithObject: true });
    return { data, height: info.height, width: info.width, channels: info.channels as RawPixels['channels'] };
  } catch (cause) {
    const text = cause instanceof Error ? cause.message : '';
    if (text.includes('exceeds pixel limit'))
      throw new AppError('image-too-large', 'The image has more pixels than this model takes', { cause });
    throw new AppError('invalid-image', 'The image is damaged or not of a supported format', { cause });
  }
}
