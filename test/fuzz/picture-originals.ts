import sharp, { type Sharp } from 'sharp';
import { noise, seven } from '../support/pictures.ts';

/** The formats that are taken. */
export const FORMATS = ['png', 'jpeg', 'webp'] as const;
export type Format = (typeof FORMATS)[number];

/** Sound pictures of every kind that a format has, to be damaged. */
export async function makeOriginals(): Promise<Record<Format, Buffer[]>> {
  const [grey, colour, clear, large] = [seven(), coloured(3), coloured(4), noise(260)];
  const tiny = seven().resize(9, 5);
  const all = async (...made: Sharp[]) => await Promise.all(made.map((picture) => picture.toBuffer()));
  return {
    png: await all(
      grey.clone().png(),
      grey.clone().png({ progressive: true }),
      grey.clone().toColourspace('grey16').png(),
      colour.clone().png(),
      colour.clone().png({ palette: true, colours: 16 }),
      colour.clone().toColourspace('rgb16').png(),
      clear.clone().png(),
      clear.clone().png({ progressive: true }),
      large.clone().png(),
      tiny.clone().png(),
    ),
    jpeg: await all(
      grey.clone().jpeg(),
      grey.clone().jpeg({ progressive: true }),
      colour.clone().jpeg(),
      colour.clone().jpeg({ progressive: true }).withMetadata({ orientation: 6 }),
      colour.clone().jpeg({ chromaSubsampling: '4:4:4' }),
      colour.clone().toColourspace('cmyk').jpeg(),
      large.clone().jpeg(),
      tiny.clone().jpeg(),
    ),
    webp: await all(
      grey.clone().webp(),
      grey.clone().webp({ lossless: true }),
      colour.clone().webp().withMetadata({ orientation: 8 }),
      clear.clone().webp(),
      clear.clone().webp({ lossless: true }),
      large.clone().webp(),
      tiny.clone().webp(),
      sharp([await clear.clone().png().toBuffer(), await colour.clone().png().toBuffer()], {
        join: { animated: true },
      }).webp({ delay: [50, 50] }),
    ),
  };
}

/** A gradient, opaque or not. */
function coloured(channels: 3 | 4): Sharp {
  const [width, height] = [61, 43];
  const data = Buffer.alloc(width * height * channels);
  for (let i = 0; i < data.length; i++) data[i] = (i * 7 + Math.floor(i / (width * channels)) * 5) & 0xff;
  return sharp(data, { raw: { width, height, channels } });
}
