/** xyxy in pixels of the picture. */
export type Box = readonly [x1: number, y1: number, x2: number, y2: number];

/** Of a picture, in its own pixels. */
export type Size = { readonly width: number; readonly height: number };

type Point = { readonly x: number; readonly y: number };

/** The parts of a box that can be dragged: its corners and sides, named by where they look. */
export const HANDLES = ['nw', 'n', 'ne', 'e', 'se', 's', 'sw', 'w'] as const;

export type Handle = (typeof HANDLES)[number];

/** A box that is dragged to nothing keeps this many pixels, or the picture's own if it is smaller. */
const SMALLEST = 2;

/** The box moved by a way, stopped at the edges of the picture. */
export function moveBox([x1, y1, x2, y2]: Box, { x, y }: Point, { width, height }: Size): Box {
  const dx = clamp(x, -x1, width - x2);
  const dy = clamp(y, -y1, height - y2);
  return [x1 + dx, y1 + dy, x2 + dx, y2 + dy];
}

/** The box with one corner or side moved to a point, within the picture and never turned inside out. */
export function resizeBox([x1, y1, x2, y2]: Box, handle: Handle, to: Point, { width, height }: Size): Box {
  const x = clamp(to.x, 0, width);
  const y = clamp(to.y, 0, height);
  return [
    handle.includes('w') ? Math.min(x, x2 - SMALLEST) : x1,
    handle.includes('n') ? Math.min(y, y2 - SMALLEST) : y1,
    handle.includes('e') ? Math.max(x, x1 + SMALLEST) : x2,
    handle.includes('s') ? Math.max(y, y1 + SMALLEST) : y2,
  ];
}

/** The box between two points, within the picture; undefined while it is too small to be meant. */
export function boxBetween(a: Point, b: Point, { width, height }: Size): Box | undefined {
  const [ax, bx] = [clamp(a.x, 0, width), clamp(b.x, 0, width)];
  const [ay, by] = [clamp(a.y, 0, height), clamp(b.y, 0, height)];
  if (Math.abs(ax - bx) < SMALLEST || Math.abs(ay - by) < SMALLEST) return undefined;
  return [Math.min(ax, bx), Math.min(ay, by), Math.max(ax, bx), Math.max(ay, by)];
}

/** Where a handle stands. */
export function handlePoint([x1, y1, x2, y2]: Box, handle: Handle): Point {
  return {
    x: handle.includes('w') ? x1 : handle.includes('e') ? x2 : (x1 + x2) / 2,
    y: handle.includes('n') ? y1 : handle.includes('s') ? y2 : (y1 + y2) / 2,
  };
}

/** Rounded to hundredths of a pixel, as the api gives them. */
export function roundBox(box: Box): [number, number, number, number] {
  const [x1, y1, x2, y2] = box.map((value) => Math.round(value * 100) / 100);
  return [x1!, y1!, x2!, y2!];
}

function clamp(value: number, low: number, high: number): number {
  return Math.min(Math.max(value, low), Math.max(low, high));
}
