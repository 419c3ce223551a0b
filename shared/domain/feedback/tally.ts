import type { JudgedPart } from './judged.ts';

/** How often a model has said one thing where another was true; null for nothing. */
export type Confused = {
  readonly predicted: string | null;
  readonly actual: string | null;
  readonly count: number;
};

/** Counts what was judged by what was said and what was true. */
export function tallyOf(parts: readonly JudgedPart[]): Confused[] {
  const counts = new Map<string, Confused>();
  for (const { predicted, actual } of parts) {
    const key = JSON.stringify([predicted, actual]);
    counts.set(key, { predicted, actual, count: (counts.get(key)?.count ?? 0) + 1 });
  }
  return [...counts.values()];
}

/** How often a model was right, of what was judged. */
export function accuracyOf(confusion: readonly Confused[]): {
  judged: number;
  correct: number;
  accuracy: number | null;
} {
  const sum = (some: readonly Confused[]) => some.reduce((total, { count }) => total + count, 0);
  const judged = sum(confusion);
  const correct = sum(confusion.filter(({ predicted, actual }) => predicted === actual));
  return { judged, correct, accuracy: judged === 0 ? null : correct / judged };
}
