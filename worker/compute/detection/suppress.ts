import type { Box } from '../tensors/frame.ts';
import type { Candidate } from './candidate.ts';

/**
 * Greedy non-maximum suppression: drops what overlaps a better-scored one.
 *
 * @param options `iouThreshold`: overlap above which the lower score is dropped, in [0, 1]; `agnostic`: also across
 *   labels; `most`: how many to keep
 * @returns best score first
 */
export function suppress(
  candidates: readonly Candidate[],
  { iouThreshold, agnostic, most }: { iouThreshold: number; agnostic: boolean; most: number },
): Candidate[] {
  const kept: Candidate[] = [];
  for (const candidate of candidates.toSorted((a, b) => b.score - a.score)) {
    if (kept.length === most) break;
    const isCovered = kept.some(
      (other) =>
        (agnostic || other.label === candidate.label) && iou(other.box, candidate.box) > iouThreshold,
    );
    if (!isCovered) kept.push(candidate);
  }
  return kept;
}

/** Intersection over union of two boxes, in [0, 1]; 0 for boxes without area. */
export function iou(a: Box, b: Box): number {
  const width = Math.min(a[2], b[2]) - Math.max(a[0], b[0]);
  const height = Math.min(a[3], b[3]) - Math.max(a[1], b[1]);
  if (width <= 0 || height <= 0) return 0;
  const shared = width * height;
  const union = areaOf(a) + areaOf(b) - shared;
  return union > 0 ? shared / union : 0;
}

function areaOf([x1, y1, x2, y2]: Box): number {
  return Math.max(0, x2 - x1) * Math.max(0, y2 - y1);
}
