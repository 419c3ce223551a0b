import type { HttpStep } from '../../../shared/domain/http-step.ts';
import { encodeFaithful } from '../tensors/image.ts';
import type { RawPixels } from '../tensors/raw-pixels.ts';
import type { EncodedPicture } from './format.ts';

/** Pixels as a file to be sent. It is made anew even of a whole picture: upright, and without what EXIF tells. */
export async function encodePicture(pixels: RawPixels, image: HttpStep['image']): Promise<EncodedPicture> {
  return { bytes: await encodeFaithful(pixels, image), mediaType: `image/${image}` };
}
