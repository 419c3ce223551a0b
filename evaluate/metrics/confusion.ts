/** What is true of a sample, and what was said of it; null: nothing. */
export type LabelPair = { readonly truth: string; readonly said: string | null };

/** How often each truth was taken for each label. */
export type Confusion = {
  /** All labels that are true of a sample or were said of one, in order. */
  readonly labels: readonly string[];
  /** `counts[truth][said]`, in the order of `labels`. */
  readonly counts: readonly (readonly number[])[];
  readonly right: number;
  readonly total: number;
};

/** Counts pairs. One about which nothing was said is in `total` and nowhere else. */
export function countConfusion(pairs: readonly LabelPair[]): Confusion {
  const named = pairs.flatMap(({ truth, said }) => (said === null ? [truth] : [truth, said]));
  const labels = [...new Set(named)].sort();
  const index = new Map(labels.map((label, i) => [label, i]));
  const counts = labels.map(() => labels.map(() => 0));
  for (const { truth, said } of pairs) if (said !== null) counts[index.get(truth)!]![index.get(said)!]!++;
  const right = pairs.filter(({ truth, said }) => truth === said).length;
  return { labels, counts, right, total: pairs.length };
}

/** For people: per label, how many of its samples were recognised, and what else they were taken for most. */
export function recallRows(pairs: readonly LabelPair[]): [string, string][] {
  const { labels, counts } = countConfusion(pairs);
  return labels.flatMap((label, i): [string, string][] => {
    const all = pairs.filter(({ truth }) => truth === label).length;
    if (all === 0) return [];
    const others = labels
      .map((other, j) => ({ other, count: j === i ? 0 : counts[i]![j]! }))
      .filter(({ count }) => count > 0)
      .sort((a, b) => b.count - a.count)
      .slice(0, 3)
      .map(({ other, count }) => `${other} ${count}`);
    const taken = others.length > 0 ? `; taken for ${others.join(', ')}` : '';
    return [[`  ${label}`, `${percent(counts[i]![i]! / all)} of ${all}${taken}`]];
  });
}

/** `0.9163` as `91.63 %`. */
export function percent(share: number): string {
  return `${(share * 100).toFixed(2)} %`;
}
