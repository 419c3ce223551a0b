/**
 * A decoded picture: 8-bit samples, interleaved, row by row, already upright.
 *
 * `data.length` is height × width × channels. Channels: 1 grey, 2 grey and alpha, 3 RGB, 4 RGBA; colour is sRGB
 * and not premultiplied by alpha.
 */
export type RawPixels = {
  readonly data: Uint8Array;
  readonly height: number;
  readonly width: number;
  readonly channels: 1 | 2 | 3 | 4;
};
