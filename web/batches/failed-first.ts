import type { Job } from '../../shared/domain/job.ts';

/** Jobs that failed before the others, each once. */
export function failedFirst(failed: readonly Job[], all: readonly Job[]): Job[] {
  const isFirst = new Set(failed.map(({ id }) => id));
  return [...failed, ...all.filter(({ id }) => !isFirst.has(id))];
}
