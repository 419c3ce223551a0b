import { percentile } from './percentiles.ts';

/** How many values lie in [from, to); the last bin of a histogram may be open: `to` null. */
export type Bin = { readonly from: number; readonly to: number | null; readonly count: number };

const MOST_BINS = 40;

/** Counts values in bins of one round width, such that 99 % of them fill at most 40; the few above share the last. */
export function binsOf(values: Iterable<number>): Bin[] {
  const sorted = Float64Array.from(values).sort();
  if (sorted.length === 0) return [];
  const width = roundWidth(percentile(sorted, 99) / MOST_BINS);
  const counts = new Array<number>(Math.floor(percentile(sorted, 99) / width) + 1).fill(0);
  let above = 0;
  for (const value of sorted) {
    const index = Math.max(0, Math.floor(value / width));
    if (index < counts.length) counts[index]!++;
    else above++;
  }
  const bins: Bin[] = counts.map((count, i) => ({ from: edge(i * width), to: edge((i + 1) * width), count }));
  const first = counts.findIndex((count) => count > 0);
  const open = { from: edge(counts.length * width), to: null, count: above };
  return [...bins.slice(first), ...(above > 0 ? [open] : [])];
}

/** The next of 1, 2, 5, 10, 20 … */
function roundWidth(atLeast: number): number {
  const power = 10 ** Math.floor(Math.log10(Math.max(atLeast, 0.01)));
  return [1, 2, 5, 10].map((step) => step * power).find((width) => width >= atLeast) ?? 10 * power;
}

/** Without the dust of binary fractions. */
function edge(value: number): number {
  return Number(value.toPrecision(9));
}
