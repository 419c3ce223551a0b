/** An object of a result with its place in it. */
export type PlacedObject<T> = { readonly place: number; readonly object: T };

/** The objects of these labels (all when none is named) with at least this score, in the order of the result. */
export function filterObjects<T extends { label: string; score: number }>(
  objects: readonly T[],
  { minScore, labels }: { minScore: number; labels: ReadonlySet<string> },
): PlacedObject<T>[] {
  return objects
    .map((object, place) => ({ place, object }))
    .filter(({ object }) => object.score >= minScore && (labels.size === 0 || labels.has(object.label)));
}

/** How many objects there are of each label, the most frequent first. */
export function countLabels(objects: readonly { label: string }[]): [label: string, count: number][] {
  const counts = new Map<string, number>();
  for (const { label } of objects) counts.set(label, (counts.get(label) ?? 0) + 1);
  return [...counts].sort((a, b) => b[1] - a[1] || a[0].localeCompare(b[0]));
}
