import type { RawPixels } from './raw-pixels.ts';

/**
 * Turns interleaved 8-bit pixels into what a model takes: planes (CHW), scaled to [0, 1], then `(x - mean) / std`
 * per channel.
 *
 * @param mean one value per channel, or one for all; in [0, 1]
 * @param std likewise
 * @param order `bgr` reverses the channels
 * @returns dims [channels, height, width]
 */
export function normalize(
  { data, height, width, channels }: RawPixels,
  { mean, std, order }: { mean: readonly number[]; std: readonly number[]; order: 'grey' | 'rgb' | 'bgr' },
): Float32Array {
  const area = height * width;
  const planes = new Float32Array(channels * area);
  for (let c = 0; c < channels; c++) {
    const source = order === 'bgr' ? channels - 1 - c : c;
    const scale = 1 / (255 * (std[c] ?? std[0] ?? 1));
    const offset = (mean[c] ?? mean[0] ?? 0) / (std[c] ?? std[0] ?? 1);
    for (let i = 0; i < area; i++) planes[c * area + i] = data[i * channels + source]! * scale - offset;
  }
  return planes;
}
