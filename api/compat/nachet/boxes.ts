import { type ColorFormat, colorOf } from './colors.ts';

/** A box in pixels of the picture as the client shows it. */
export type Corners = { topX: number; topY: number; bottomX: number; bottomY: number };

/** An object as a pipeline gives it, its corners in [0, 1] of the picture. */
type Found = { readonly box: Readonly<Corners>; readonly label: string; readonly score: number };

/** What is drawn of an object. */
export type Drawn<T extends Found = Found> = Omit<T, 'box'> & {
  readonly box: Corners;
  /** It covers what another of a higher score does, whose corners it has been given. */
  overlapping: boolean;
  /** Those, counted from 1, that overlap it and come later. */
  readonly overlappingIndices: number[];
  readonly color: string | number[];
};

/** How far from the edge corners are kept, pixels. */
const EDGE = 5;
/** Lost where pixels were made fractions of a side, and are made pixels again. */
const ROUNDING = 1e-6;

/**
 * Makes what a pipeline has found fit to be drawn: corners in pixels, colours by label, and boxes that lie over each
 * other marked, the lower score taking the corners of the higher. Values by the original's own cases.
 *
 * @param options `size`: width and height of the picture as shown; `areaRatio`: common part, of both boxes, from
 *   which they overlap
 */
export function drawnBoxes<T extends Found>(
  found: readonly T[],
  options: { size: readonly [number, number]; areaRatio: number; format: ColorFormat },
): Drawn<T>[] {
  const { size, areaRatio, format } = options;
  const colors = new Map<string, string | number[]>();
  const boxes = found.map((object, i): Drawn<T> => {
    const color = colors.get(object.label) ?? colorOf(i, format);
    colors.set(object.label, color);
    return { ...object, box: toPixels(object.box, size), overlapping: false, overlappingIndices: [], color };
  });
  for (const [i, one] of boxes.entries())
    for (const [j, other] of boxes.entries())
      if (j > i && one.score !== other.score && isSamePlace(one.box, other.box, areaRatio)) {
        const [higher, lower] = one.score > other.score ? [one, other] : [other, one];
        lower.overlapping = true;
        Object.assign(lower.box, higher.box);
        one.overlappingIndices.push(j + 1);
      }
  return boxes;
}

function toPixels(box: Corners, [width, height]: readonly [number, number]): Corners {
  const within = (value: number, side: number) =>
    Math.min(Math.max(Math.trunc(value * side + ROUNDING), EDGE), side - EDGE);
  return {
    topX: within(box.topX, width),
    topY: within(box.topY, height),
    bottomX: within(box.bottomX, width),
    bottomY: within(box.bottomY, height),
  };
}

function isSamePlace(a: Corners, b: Corners, areaRatio: number): boolean {
  const width = Math.min(a.bottomX, b.bottomX) - Math.max(a.topX, b.topX);
  const height = Math.min(a.bottomY, b.bottomY) - Math.max(a.topY, b.topY);
  const common = Math.max(0, width) * Math.max(0, height);
  return common >= areaOf(a) * areaRatio && common >= areaOf(b) * areaRatio;
}

function areaOf({ topX, topY, bottomX, bottomY }: Corners): number {
  return (bottomX - topX) * (bottomY - topY);
}
