import type { NpyArray } from './npy.ts';

/**
 * Files that stand one after another in one array.
 *
 * @param bytes uint8
 * @param offsets int64 [N + 1]: where each begins, and the end of the last
 */
export function unpackFiles(bytes: NpyArray, offsets: NpyArray): Uint8Array[] {
  const { values } = bytes;
  if (!(values instanceof Uint8Array)) throw new Error('Files are packed as bytes');
  const places = Array.from(offsets.values, Number);
  return places.slice(1).map((end, i) => values.subarray(places[i]!, end));
}
