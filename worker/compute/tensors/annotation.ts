import { hueOf } from '../../../shared/domain/label-hue.ts';
import { saidOf } from '../../../shared/domain/said-of.ts';
import type { Box } from './frame.ts';

type Drawn = {
  readonly box: Box;
  readonly label: string;
  readonly score: number;
  readonly labels?: readonly { readonly label: string; readonly score: number }[];
};

/** Objects as an SVG of the size of their picture, to be laid over it: a box each, with its label and score. */
export function annotationOf({
  width,
  height,
  objects,
}: {
  width: number;
  height: number;
  objects: readonly Drawn[];
}): string {
  const line = Math.max(1, Math.round(Math.max(width, height) / 300));
  const text = Math.max(10, Math.round(Math.max(width, height) / 45));
  const drawn = objects.map((object) => drawObject(object, { line, text })).join('');
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}">${drawn}</svg>`;
}

function drawObject(object: Drawn, { line, text }: { line: number; text: number }): string {
  const [x1, y1, x2, y2] = object.box;
  const best = saidOf(object);
  const caption = `${best.label} ${Math.round(best.score * 100)} %`;
  const colour = `hsl(${hueOf(best.label)} 90% 45%)`;
  // Above the box where there is room, else inside.
  const top = y1 >= text * 1.4 ? y1 - text * 1.4 : y1;
  const width = caption.length * text * 0.62 + text * 0.4;
  return [
    `<rect x="${x1}" y="${y1}" width="${x2 - x1}" height="${y2 - y1}" fill="none" stroke="${colour}" stroke-width="${line}"/>`,
    `<rect x="${x1}" y="${top}" width="${width}" height="${text * 1.4}" fill="${colour}"/>`,
    `<text x="${x1 + text * 0.2}" y="${top + text * 1.05}" font-family="sans-serif" font-size="${text}" fill="white">${escapeXml(caption)}</text>`,
  ].join('');
}

function escapeXml(text: string): string {
  return text.replace(/[&<>"']/g, (char) => `&#${char.charCodeAt(0)};`);
}
