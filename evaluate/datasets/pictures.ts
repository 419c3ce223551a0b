import sharp from 'sharp';

type Size = { readonly height: number; readonly width: number };
type Place = { readonly left: number; readonly top: number };

/** Grey samples of one byte, row by row, as PNG. */
export async function encodeGrey(samples: Uint8Array, { height, width }: Size): Promise<Uint8Array> {
  return await sharp(samples, { raw: { height, width, channels: 1 } })
    .png()
    .toBuffer();
}

/** A part of a picture, whole pixels inside it, as PNG. */
export async function cutOut(picture: Uint8Array, region: Size & Place): Promise<Uint8Array> {
  return await sharp(picture).extract(region).png().toBuffer();
}

/** Pictures, each resized to a square, on a plain ground, as PNG. */
export async function layOut(
  pictures: readonly (Place & { readonly makeFile: () => Promise<Uint8Array> })[],
  { height, width, side, ground }: Size & { side: number; ground: number },
): Promise<Uint8Array> {
  const background = { r: ground, g: ground, b: ground };
  const raw = { height: side, width: side, channels: 3 as const };
  const pieces = await Promise.all(
    pictures.map(async ({ makeFile, left, top }) => {
      const square = sharp(await makeFile()).resize({
        height: side,
        width: side,
        fit: 'fill',
        kernel: 'linear',
      });
      return { input: await square.toColourspace('srgb').removeAlpha().raw().toBuffer(), raw, left, top };
    }),
  );
  return await sharp({ create: { height, width, channels: 3, background } })
    .composite(pieces)
    .png({ compressionLevel: 1 })
    .toBuffer();
}
