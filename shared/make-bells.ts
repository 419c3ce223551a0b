import type { Bell } from './queue.ts';

/** A job to ring for. */
export type Ringable = { readonly id: string; readonly model: string; readonly rank: number };

/**
 * Bells for jobs that are due: those of one model and rank share bells of up to `maxIds` each, in order.
 *
 * @param maxIds most ids in one bell of this model: what its workers take as one batch
 */
export function makeBells(jobs: readonly Ringable[], maxIds: (model: string) => number): Bell[] {
  const bells = new Map<string, { model: string; rank: number; ids: string[]; delayMs: 0 }[]>();
  for (const { id, model, rank } of jobs) {
    const key = `${model} ${rank}`;
    const line = bells.get(key) ?? [];
    bells.set(key, line);
    const last = line.at(-1);
    if (last && last.ids.length < maxIds(model)) last.ids.push(id);
    else line.push({ model, rank, ids: [id], delayMs: 0 });
  }
  return [...bells.values()].flat();
}
