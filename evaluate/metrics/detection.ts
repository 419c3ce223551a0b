import type { Answer, Metric } from '../evaluation.ts';
import { percent } from './confusion.ts';

/** [x1, y1, x2, y2] in pixels of the upright picture. */
type Box = readonly [number, number, number, number];

/** An object that is on a picture. */
export type TrueObject = {
  readonly box: Box;
  /** The label that it must be found with; any when absent. */
  readonly label?: string;
  /** Too small or too unclear to be asked for: found or not, it does not count. */
  readonly isIgnored?: boolean;
};

type FoundObject = {
  readonly box: Box;
  readonly score: number;
  readonly label: string;
  readonly labels?: readonly { readonly label: string }[];
};

/**
 * Precision, recall and F1 over all objects of all pictures. Best score first, each object takes the true one that it
 * overlaps most, of those that are still free and overlap by at least `iou`. A failed job has found nothing.
 *
 * @param value the figure of the model
 */
export function detectionAt({
  iou,
  value,
}: {
  iou: number;
  value: 'precision' | 'recall' | 'F1';
}): Metric<readonly TrueObject[]> {
  return (answers) => {
    const counts = answers.map((answer) => countMatches(answer, iou));
    const sum = (key: 'hits' | 'found' | 'wanted') => counts.reduce((total, one) => total + one[key], 0);
    const [hits, found, wanted] = [sum('hits'), sum('found'), sum('wanted')];
    const precision = found === 0 ? 0 : hits / found;
    const recall = wanted === 0 ? 0 : hits / wanted;
    const figures = { precision, recall, F1: hits === 0 ? 0 : (2 * hits) / (found + wanted) };
    return {
      value: figures[value],
      metric: `${value} at IoU ${iou}`,
      rows: [
        ['precision', `${percent(precision)} (${hits} of ${found} found)`],
        ['recall', `${percent(recall)} (${hits} of ${wanted} there)`],
        ['F1', percent(figures.F1)],
      ],
    };
  };
}

function countMatches({ truth, result }: Answer<readonly TrueObject[]>, iou: number) {
  const objects = result && 'objects' in result ? result.objects.map(withBestLabel) : [];
  const free = new Set(truth);
  let hits = 0;
  let ignored = 0;
  for (const { box, label } of objects.sort((a, b) => b.score - a.score)) {
    const [best] = [...free]
      .filter((one) => (one.label ?? label) === label)
      .map((one) => ({ one, overlap: overlapOf(one.box, box) }))
      .filter(({ overlap }) => overlap >= iou)
      .sort(
        (a, b) =>
          Number(a.one.isIgnored ?? false) - Number(b.one.isIgnored ?? false) || b.overlap - a.overlap,
      );
    if (!best) continue;
    if (best.one.isIgnored) {
      ignored++;
      continue;
    }
    free.delete(best.one);
    hits++;
  }
  const wanted = truth.filter(({ isIgnored }) => !isIgnored).length;
  return { hits, found: objects.length - ignored, wanted };
}

/** A pipeline's object is called what its classifier says, where one has seen it. */
function withBestLabel(object: FoundObject): FoundObject {
  return { ...object, label: object.labels?.[0]?.label ?? object.label };
}

/** Intersection over union, in [0, 1]. */
function overlapOf(a: Box, b: Box): number {
  const width = Math.min(a[2], b[2]) - Math.max(a[0], b[0]);
  const height = Math.min(a[3], b[3]) - Math.max(a[1], b[1]);
  if (width <= 0 || height <= 0) return 0;
  const inter = width * height;
  return inter / (areaOf(a) + areaOf(b) - inter);
}

function areaOf([x1, y1, x2, y2]: Box): number {
  return (x2 - x1) * (y2 - y1);
}
