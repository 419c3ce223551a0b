import type { Box } from './frame.ts';
import type { RawPixels } from './raw-pixels.ts';

/**
 * The part of a picture in a box, whole pixels around it.
 *
 * @param box xyxy in pixels of the picture; what lies outside is left out
 * @returns undefined where nothing of the picture is in the box
 */
export function cropPixels({ data, height, width, channels }: RawPixels, box: Box): RawPixels | undefined {
  const left = Math.max(0, Math.floor(box[0]));
  const top = Math.max(0, Math.floor(box[1]));
  const right = Math.min(width, Math.ceil(box[2]));
  const bottom = Math.min(height, Math.ceil(box[3]));
  if (right <= left || bottom <= top) return undefined;
  const rowBytes = (right - left) * channels;
  const cropped = new Uint8Array(rowBytes * (bottom - top));
  for (let y = top; y < bottom; y++) {
    const start = (y * width + left) * channels;
    cropped.set(data.subarray(start, start + rowBytes), (y - top) * rowBytes);
  }
  return { data: cropped, height: bottom - top, width: right - left, channels };
}

/**
 * A box with a margin around it, cut at the edges of the picture.
 *
 * @param options `margin`: added on each side, as a part of the side; `square`: makes the shorter sides as long as the
 *   longer, as far as the picture goes
 */
export function widenBox(
  [x1, y1, x2, y2]: Box,
  { margin, square }: { margin: number; square: boolean },
  { height, width }: { height: number; width: number },
): Box {
  const side = Math.max(x2 - x1, y2 - y1);
  const halfWidth = ((square ? side : x2 - x1) * (1 + 2 * margin)) / 2;
  const halfHeight = ((square ? side : y2 - y1) * (1 + 2 * margin)) / 2;
  const [cx, cy] = [(x1 + x2) / 2, (y1 + y2) / 2];
  return [
    Math.max(0, cx - halfWidth),
    Math.max(0, cy - halfHeight),
    Math.min(width, cx + halfWidth),
    Math.min(height, cy + halfHeight),
  ];
}
