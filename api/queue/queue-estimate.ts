import type { JobRow } from '../../shared/db/schema.ts';
import type { Job } from '../../shared/domain/job.ts';
import { queuePosition } from '../../shared/jobs/queue-position.ts';
import type { LiveWorker } from '../../shared/workers/list-workers.ts';
import type { Deps } from '../deps.ts';

/** Jobs per second that all live workers together drain of a model; null before any has measured it. */
export function drainRate(workers: readonly LiveWorker[], model: string): number | null {
  const rates = workers.flatMap((worker) => worker.report.models[model]?.jobsPerSecond ?? []);
  return rates.length > 0 ? rates.reduce((sum, rate) => sum + rate, 0) : null;
}

/** Where a queued job stands and how long it will wait; null for any other. Counts, so it is for single jobs. */
export async function queueOf(row: JobRow, deps: Deps): Promise<Job['queue']> {
  if (row.status !== 'queued') return null;
  const [position, { workers }] = await Promise.all([queuePosition(deps.database.sql, row), deps.overview()]);
  return { position, etaMs: etaMs(position, drainRate(workers, row.model)) };
}

/** The same for a job that was just accepted, from what is known anyway. */
export function queueOfNew(
  row: { model: string; rank: number },
  { backlog, workers }: { backlog: Deps['backlog']; workers: readonly LiveWorker[] },
): Job['queue'] {
  // It is among those counted.
  const position = Math.max(0, backlog.position(row) - 1);
  return { position, etaMs: etaMs(position, drainRate(workers, row.model)) };
}

/** How long a job waits that has so many before it; null while nobody has measured how fast they go. */
export function etaMs(position: number, perSecond: number | null): number | null {
  return perSecond ? Math.round(((position + 1) / perSecond) * 1000) : null;
}
