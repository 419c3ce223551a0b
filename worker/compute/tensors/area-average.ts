/**
 * Resamples the part of a plane within `bounds` to `rows`×`columns` cells of equal area; each takes the mean of
 * what it covers, source cells weighted by the share that lies in it.
 *
 * @param plane bytes, `width` to a row, and the value that each byte stands for (256 of them)
 * @returns dims [rows, columns], row-major
 */
export function areaAverage(
  { ink, level, width }: { ink: Uint8Array; level: Float64Array; width: number },
  { top, bottom, left, right }: Bounds,
  { rows, columns }: { rows: number; columns: number },
): Float64Array {
  const across = areaWeights(right - left, columns);
  const down = areaWeights(bottom - top, rows);
  const narrow = new Float64Array((bottom - top) * columns);
  for (let y = top, o = 0; y < bottom; y++)
    for (const { first, weights } of across) {
      const at = y * width + left + first;
      let sum = 0;
      for (let k = 0; k < weights.length; k++) sum += level[ink[at + k]!]! * weights[k]!;
      narrow[o++] = sum;
    }
  const mark = new Float64Array(rows * columns);
  down.forEach(({ first, weights }, row) => {
    for (let k = 0; k < weights.length; k++)
      for (let x = 0; x < columns; x++)
        mark[row * columns + x]! += narrow[(first + k) * columns + x]! * weights[k]!;
  });
  return mark;
}

/** A rectangle of whole pixels; `bottom` and `right` are exclusive. */
export type Bounds = { top: number; bottom: number; left: number; right: number };

/** Per target cell: its first source cell and the share of each from there on; the shares sum to 1. */
function areaWeights(source: number, target: number) {
  return Array.from({ length: target }, (_, i) => {
    const [low, high] = [(i * source) / target, ((i + 1) * source) / target];
    const first = Math.floor(low);
    const weights = new Float64Array(Math.ceil(high) - first);
    for (let k = 0; k < weights.length; k++) {
      const cell = first + k;
      weights[k] = Math.max(0, Math.min(high, cell + 1) - Math.max(low, cell)) / (high - low);
    }
    return { first, weights };
  });
}
