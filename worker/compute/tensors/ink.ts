import type { RawPixels } from './raw-pixels.ts';

/** Alpha from which a pixel counts as seen. */
const VISIBLE = 128;
/** Least range of alpha, and largest range of colour, at which alpha is what draws. */
const [ALPHA_RANGE, COLOUR_RANGE] = [32, 48];

/**
 * How far each pixel is from the ground, the median colour of the visible `border` pixels: the largest channel
 * distance, so that neither polarity nor colour matters. Where transparency draws, it is the distance of alpha.
 *
 * @returns 0..255, dims [height, width]
 */
export function inkOf({ data, height, width, channels }: RawPixels, border: Uint32Array): Uint8Array {
  const count = height * width;
  const hasAlpha = channels === 2 || channels === 4;
  const colours = hasAlpha ? channels - 1 : channels;
  const groundOf = (source: Uint32Array) =>
    Array.from({ length: colours }, (_, c) => median(data, source, channels, c));
  const alphas = hasAlpha ? alphaOf(data, channels) : undefined;
  if (!alphas || alphas.low === 255) return distances(data, channels, groundOf(border));

  const borderMedian = median(data, border, channels, colours);
  const openBorder = borderMedian < VISIBLE;
  const card = 2 * alphas.seen > count;
  if ((alphas.high - alphas.low >= ALPHA_RANGE && alphas.oneColour) || (openBorder && !card))
    return new Uint8Array(count).map((_, i) => Math.abs(data[i * channels + colours]! - borderMedian));
  const isSeen = (i: number) => data[i * channels + colours]! >= VISIBLE;
  const source = openBorder ? new Uint32Array(count).map((_, i) => i) : border;
  const ink = distances(data, channels, groundOf(source.filter(isSeen)));
  for (let i = 0; i < count; i++) ink[i] = Math.floor((ink[i]! * data[i * channels + colours]! + 127) / 255);
  return ink;
}

/** Range of alpha, number of visible pixels, and whether those share one colour (not asked if all are opaque). */
function alphaOf(data: Uint8Array, channels: number) {
  const colours = channels - 1;
  let low = 255;
  for (let at = colours; at < data.length; at += channels) if (data[at]! < low) low = data[at]!;
  if (low === 255) return { low, high: 255, seen: data.length / channels, oneColour: false };
  const lowest = new Uint8Array(colours).fill(255);
  const highest = new Uint8Array(colours);
  let [high, seen] = [0, 0];
  for (let at = 0; at < data.length; at += channels) {
    const alpha = data[at + colours]!;
    if (alpha > high) high = alpha;
    if (alpha < VISIBLE) continue;
    seen++;
    for (let c = 0; c < colours; c++) {
      const value = data[at + c]!;
      if (value < lowest[c]!) lowest[c] = value;
      if (value > highest[c]!) highest[c] = value;
    }
  }
  const oneColour = seen > 0 && lowest.every((value, c) => highest[c]! - value <= COLOUR_RANGE);
  return { low, high, seen, oneColour };
}

/** The largest channel distance of each pixel from `ground`, which has one channel or three. */
function distances(data: Uint8Array, channels: number, ground: readonly number[]): Uint8Array {
  const far = new Uint8Array(data.length / channels);
  // Grey compares its one channel three times: one loop without branches for both, called for every job.
  const [red = 0, green = red, blue = red] = ground;
  const [second, third] = ground.length === 3 ? [1, 2] : [0, 0];
  for (let i = 0, at = 0; i < far.length; i++, at += channels) {
    const r = Math.abs(data[at]! - red);
    const g = Math.abs(data[at + second]! - green);
    const b = Math.abs(data[at + third]! - blue);
    const most = r > g ? r : g;
    far[i] = most > b ? most : b;
  }
  return far;
}

/** Indexes of the pixels less than `ring` from the border, each once, in row-major order. */
export function borderIndexes(height: number, width: number, ring: number): Uint32Array {
  const inner = Math.max(0, height - 2 * ring) * Math.max(0, width - 2 * ring);
  const indexes = new Uint32Array(height * width - inner);
  let n = 0;
  for (let y = 0; y < height; y++) {
    const whole = y < ring || y >= height - ring;
    for (let x = 0; x < width; x++) {
      if (!whole && x === ring && x < width - ring) x = width - ring;
      indexes[n++] = y * width + x;
    }
  }
  return indexes;
}

/** The lower median of one interleaved channel over the pixels at `indexes`, which are not none. */
export function median(data: Uint8Array, indexes: Uint32Array, channels: number, channel: number): number {
  const histogram = new Uint32Array(256);
  for (let i = 0; i < indexes.length; i++) histogram[data[indexes[i]! * channels + channel]!]!++;
  const half = Math.floor((indexes.length - 1) / 2);
  let value = 0;
  for (let sum = histogram[0]!; sum <= half; sum += histogram[value]!) value++;
  return value;
}
