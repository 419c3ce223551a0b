import sharp, { type Sharp } from 'sharp';
import { AppError } from '../../../shared/domain/errors.ts';
import type { ImageInput } from '../../../shared/domain/image-input.ts';
import type { Frame } from './frame.ts';
import { type PixelSize, placeImage } from './place-image.ts';
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
 * @param source the bytes of a file, or pixels that were decoded before
 * @returns interleaved 8-bit pixels of exactly `input.height` × `input.width`, one channel for grey, else RGB
 * @throws AppError `invalid-image`, `image-too-large`
 */
export async function decodeResized(source: Uint8Array | RawPixels, input: ImageInput): Promise<RawPixels> {
  const { height, width, resize, shortestSide } = input;
  const isPlain = resize === 'stretch' || (resize === 'cover' && shortestSide === undefined);
  // To know the size of the original takes a look at its header, which these have no use for.
  if (!isPlain) return (await decodeFramed(source, input)).pixels;
  const fit = resize === 'cover' ? 'cover' : 'fill';
  return await toModelPixels(
    open(source, input.maxPixels).resize({ height, width, fit, kernel: 'linear' }),
    input,
  );
}

/**
 * The same, and where the picture lies in the result.
 *
 * @throws AppError `invalid-image`, `image-too-large`
 */
export async function decodeFramed(
  source: Uint8Array | RawPixels,
  input: ImageInput,
): Promise<{ pixels: RawPixels; frame: Frame }> {
  const size = await sizeOf(source, input.maxPixels);
  const { region, scaled, padding, frame } = placeImage(size, input);
  const background = { r: input.fill, g: input.fill, b: input.fill };
  const image = open(source, input.maxPixels)
    .extract(region)
    .resize({ ...scaled, fit: 'fill', kernel: 'linear' })
    .extend({ ...padding, background });
  return { pixels: await toModelPixels(image, input), frame };
}

/**
 * Decodes a whole picture to upright RGB, for all that is made of its parts. Transparent parts become white.
 *
 * @throws AppError `invalid-image`, `image-too-large`
 */
export async function decodeRgb(bytes: Uint8Array, maxPixels: number): Promise<RawPixels> {
  return await toPixels(open(bytes, maxPixels).flatten({ background: 'white' }).removeAlpha());
}

/**
 * A picture as JPEG.
 *
 * @param pixels RGB
 * @param overlay an SVG of ours, of the same size, that is drawn over it
 */
export async function encodeJpeg(pixels: RawPixels, overlay?: string): Promise<Uint8Array> {
  const image = open(pixels, Infinity);
  if (overlay === undefined) return await image.jpeg(JPEG).toBuffer();
  // Nothing of strangers is decoded meanwhile: a child does one thing after another.
  sharp.unblock({ operation: [SVG_LOADER] });
  try {
    return await image
      .composite([{ input: Buffer.from(overlay) }])
      .jpeg(JPEG)
      .toBuffer();
  } finally {
    sharp.block({ operation: [SVG_LOADER] });
  }
}

/** A picture as PNG, or as JPEG without what compression could cost a model: quality 95, colours in full. */
export async function encodeFaithful(pixels: RawPixels, format: 'jpeg' | 'png'): Promise<Uint8Array> {
  const image = open(pixels, Infinity);
  return await (format === 'png'
    ? image.png({ compressionLevel: 3 })
    : image.jpeg({ quality: 95, chromaSubsampling: '4:4:4' })
  ).toBuffer();
}

const JPEG = { quality: 88 } as const;
const SVG_LOADER = 'VipsForeignLoadSvgBuffer';

function open(source: Uint8Array | RawPixels, maxPixels: number): Sharp {
  if (!(source instanceof Uint8Array)) {
    const { data, height, width, channels } = source;
    return sharp(data, { raw: { height, width, channels } });
  }
  return sharp(source, {
    limitInputPixels: maxPixels,
    limitInputChannels: 5,
    failOn: 'truncated',
    pages: 1,
  }).autoOrient();
}

async function sizeOf(source: Uint8Array | RawPixels, maxPixels: number): Promise<PixelSize> {
  if (!(source instanceof Uint8Array)) return source;
  try {
    // Of the upright picture, whatever its EXIF says.
    const { autoOrient } = await open(source, maxPixels).metadata();
    return autoOrient;
  } catch (cause) {
    throw invalidImage(cause);
  }
}

async function toModelPixels(image: Sharp, { color }: ImageInput): Promise<RawPixels> {
  const opaque = image.flatten({ background: 'white' });
  return await toPixels(color === 'grey' ? opaque.greyscale() : opaque.removeAlpha());
}

async function toPixels(image: Sharp): Promise<RawPixels> {
  try {
    const { data, info } = await image
      .toColourspace('srgb')
      .raw({ depth: 'uchar' })
      .toBuffer({ resolveWithObject: true });
    return { data, height: info.height, width: info.width, channels: info.channels as RawPixels['channels'] };
  } catch (cause) {
    throw invalidImage(cause);
  }
}

function invalidImage(cause: unknown): AppError {
  const text = cause instanceof Error ? cause.message : '';
  if (text.includes('exceeds pixel limit'))
    return new AppError('image-too-large', 'The image has more pixels than this model takes', { cause });
  return new AppError('invalid-image', 'The image is damaged or not of a supported format', { cause });
}
