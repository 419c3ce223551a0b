import { areaAverage, type Bounds } from './area-average.ts';
import { borderIndexes, inkOf, median } from './ink.ts';
import type { RawPixels } from './raw-pixels.ts';

/**
 * Turns a picture of one drawn character into the image an MNIST model reads: the ink, whatever its colour and
 * ground, scaled to a `box`×`box` square with its aspect ratio kept, centre of mass at index `size` / 2, peak 1.
 *
 * Source of the frame: LeCun, Cortes, Burges, "The MNIST database of handwritten digits"
 * (http://yann.lecun.com/exdb/mnist/): 20×20 box, centre of mass at the centre of 28×28. The finding of the ink
 * is described step by step in `training/digits/glyph.py`, the reference that this function equals.
 *
 * @returns float32, dims [1, `size`, `size`], 0..1 with ink = 1; all zeros when there is nothing to read
 * @throws RangeError when `data` does not hold height × width × channels samples, or the picture is empty
 */
export function glyph(pixels: RawPixels, { size = 28, box = 20 }: GlyphOptions = {}): Float32Array {
  const { data, height, width, channels } = pixels;
  if (height < 1 || width < 1 || data.length !== height * width * channels)
    throw new RangeError(`${data.length} samples are no ${height}x${width}x${channels} picture`);
  const out = new Float32Array(size * size);
  const ring = Math.max(1, Math.floor(Math.min(height, width) / RING_SHARE));
  const border = borderIndexes(height, width, ring);
  const ink = inkOf(pixels, border);

  const floor = Math.max(FLOOR_MIN, FLOOR_GAIN * median(ink, border, 1, 0));
  let peak = 0;
  for (let i = 0; i < ink.length; i++) if (ink[i]! > peak) peak = ink[i]!;
  if (peak < PEAK_MIN || peak < 2 * floor) return out;
  const level = new Float64Array(256);
  for (let value = floor; value < 256; value++) level[value] = (value - floor) / (peak - floor);
  const cut = level.findIndex((share) => share >= FOREGROUND);
  const bounds = boxOf({ ink, height, width, cut }, ring);
  if (!bounds) return out;

  const longer = Math.max(bounds.bottom - bounds.top, bounds.right - bounds.left);
  const fitted = (length: number) => Math.max(1, Math.floor((2 * length * box + longer) / (2 * longer)));
  const rows = fitted(bounds.bottom - bounds.top);
  const columns = fitted(bounds.right - bounds.left);
  const mark = areaAverage({ ink, level, width }, bounds, { rows, columns });
  let [mass, massY, massX, top] = [0, 0, 0, 0];
  for (let y = 0, i = 0; y < rows; y++)
    for (let x = 0; x < columns; x++, i++) {
      const value = mark[i]!;
      mass += value;
      massY += value * y;
      massX += value * x;
      if (value > top) top = value;
    }
  const y0 = place(massY / mass, rows, size);
  const x0 = place(massX / mass, columns, size);
  for (let y = 0, i = 0; y < rows; y++)
    for (let x = 0; x < columns; x++, i++) out[(y0 + y) * size + x0 + x] = mark[i]! / top;
  return out;
}

export type GlyphOptions = {
  /** Side of the result in pixels. */
  readonly size?: number;
  /** Longer side of the character in it, in pixels; at most `size`. */
  readonly box?: number;
};

const RING_SHARE = 24;
const [FLOOR_MIN, FLOOR_GAIN, PEAK_MIN] = [10, 4, 20];
const [FOREGROUND, LINE_SHARE, SPECK_SHARE] = [0.15, 0.8, 400];

type InkPlane = { ink: Uint8Array; height: number; width: number; cut: number };

/** The rectangle of the foreground without frame lines and specks; undefined when nothing is left. */
function boxOf(plane: InkPlane, ring: number): Bounds | undefined {
  const { height, width } = plane;
  const bounds = { top: 0, bottom: height, left: 0, right: width };
  let counts = countInk(plane, bounds);
  if (ring >= 2) {
    const [fullRow, fullColumn] = [LINE_SHARE * width, LINE_SHARE * height];
    for (let i = 0; i < ring; i++) {
      if (counts.rows[i]! >= fullRow) bounds.top = i + 1;
      if (counts.rows[height - 1 - i]! >= fullRow) bounds.bottom = height - 1 - i;
      if (counts.columns[i]! >= fullColumn) bounds.left = i + 1;
      if (counts.columns[width - 1 - i]! >= fullColumn) bounds.right = width - 1 - i;
    }
    const cropped = bounds.top > 0 || bounds.left > 0 || bounds.bottom < height || bounds.right < width;
    if (cropped) counts = countInk(plane, bounds);
  }
  if (counts.total === 0) return undefined;
  const specks = Math.floor(counts.total / SPECK_SHARE);
  const [top, bottom] = span(counts.rows, specks);
  const [left, right] = span(counts.columns, specks);
  return { top, bottom, left, right };
}

function countInk({ ink, height, width, cut }: InkPlane, { top, bottom, left, right }: Bounds) {
  const rows = new Uint32Array(height);
  const columns = new Uint32Array(width);
  let total = 0;
  for (let y = top; y < bottom; y++) {
    let row = 0;
    for (let x = left, at = y * width + left; x < right; x++, at++) {
      if (ink[at]! < cut) continue;
      row++;
      columns[x]!++;
    }
    rows[y] = row;
    total += row;
  }
  return { rows, columns, total };
}

/** First index and end of what is left when at most `specks` pixels are set aside at either end. */
function span(counts: Uint32Array, specks: number): [number, number] {
  let [first, last] = [0, counts.length - 1];
  for (let sum = counts[first]!; sum <= specks; sum += counts[first]!) first++;
  for (let sum = counts[last]!; sum <= specks; sum += counts[last]!) last--;
  return [first, last + 1];
}

/** Where a mark of `length` starts so that `centre` falls on `size` / 2, inside the frame; ties go up. */
function place(centre: number, length: number, size: number): number {
  const start = Math.floor(Math.floor(size / 2) - centre + 0.5 + 1e-6);
  return Math.min(Math.max(start, 0), size - length);
}
