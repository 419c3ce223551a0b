import type { Job } from '../shared/domain/job.ts';

/** The time ledger as a `Server-Timing` header, which browsers draw in their network view. */
export function serverTiming(timings: Job['timings']): string | undefined {
  const stages = Object.entries(timings ?? {}).filter(([name]) => name.endsWith('Ms'));
  return stages.map(([name, ms]) => `${name.slice(0, -2)};dur=${ms}`).join(', ') || undefined;
}
