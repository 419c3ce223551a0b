import type { RawPixels } from '../tensors/raw-pixels.ts';

/** A picture as it is sent. */
export type EncodedPicture = { readonly bytes: Uint8Array; readonly mediaType: string };

/** What is sent to a model elsewhere. */
export type PictureBody = { readonly contentType: string; readonly body: Uint8Array | string };

/** One label that a model elsewhere has given, its score in [0, 1]. */
type RemoteLabel = { readonly label: string; readonly score: number };

/** One object that a model elsewhere has found; xyxy in pixels of the picture that it was sent. */
export type RemoteObject = RemoteLabel & { readonly box: readonly [number, number, number, number] };

/** How a detector elsewhere is spoken to. */
export type RemoteDetectorFormat = {
  write(picture: EncodedPicture): PictureBody;
  /**
   * @param answer parsed JSON
   * @throws Error when it is not in this format
   */
  readObjects(answer: unknown, size: Pick<RawPixels, 'height' | 'width'>): RemoteObject[];
};

/** How a classifier elsewhere is spoken to. */
export type RemoteClassifierFormat = {
  write(picture: EncodedPicture): PictureBody;
  /**
   * @param answer parsed JSON
   * @throws Error when it is not in this format
   */
  readLabels(answer: unknown): RemoteLabel[];
};
