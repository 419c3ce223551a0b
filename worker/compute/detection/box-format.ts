import type { Box } from '../tensors/frame.ts';
import type { InputSize } from './candidate.ts';

type Format = {
  readonly boxFormat: 'xyxy' | 'cxcywh' | 'xywh' | 'yxyx';
  readonly units: 'relative' | 'pixels';
};

/** Four numbers as a model writes a box → xyxy in pixels of the tensor. */
export function readBox(
  [a, b, c, d]: readonly [number, number, number, number],
  { boxFormat, units }: Format,
  { height, width }: InputSize,
): Box {
  const [x1, y1, x2, y2] = CORNERS[boxFormat](a, b, c, d);
  return units === 'pixels' ? [x1, y1, x2, y2] : [x1 * width, y1 * height, x2 * width, y2 * height];
}

const CORNERS = {
  xyxy: (x1, y1, x2, y2) => [x1, y1, x2, y2],
  yxyx: (y1, x1, y2, x2) => [x1, y1, x2, y2],
  xywh: (x, y, w, h) => [x, y, x + w, y + h],
  cxcywh: (cx, cy, w, h) => [cx - w / 2, cy - h / 2, cx + w / 2, cy + h / 2],
} as const satisfies Record<Format['boxFormat'], (a: number, b: number, c: number, d: number) => Box>;
