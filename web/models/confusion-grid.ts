type Confused = { readonly predicted: string | null; readonly actual: string | null; readonly count: number };

/** How often each label was said where each was true; null stands for nothing. */
export type ConfusionGrid = {
  readonly labels: readonly (string | null)[];
  /** Dims [actual][predicted]. */
  readonly counts: readonly (readonly number[])[];
  readonly most: number;
};

/** The most frequent labels of a confusion as a grid; labels beyond `mostLabels` are left out. */
export function confusionGrid(confusion: readonly Confused[], mostLabels: number): ConfusionGrid {
  const totals = new Map<string | null, number>();
  for (const { predicted, actual, count } of confusion)
    for (const label of new Set([predicted, actual])) totals.set(label, (totals.get(label) ?? 0) + count);
  const labels = [...totals]
    .sort((a, b) => b[1] - a[1])
    .slice(0, mostLabels)
    .map(([label]) => label)
    .sort(byName);
  const counts = labels.map((actual) =>
    labels.map(
      (predicted) =>
        confusion.find((one) => one.actual === actual && one.predicted === predicted)?.count ?? 0,
    ),
  );
  return { labels, counts, most: Math.max(1, ...counts.flat()) };
}

/** Nothing comes last, digits in their own order. */
function byName(a: string | null, b: string | null): number {
  if (a === null || b === null) return a === b ? 0 : a === null ? 1 : -1;
  return a.localeCompare(b, undefined, { numeric: true });
}
