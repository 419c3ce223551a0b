import type { Sql } from '../db/client.ts';
import type { WorkerReport } from '../domain/worker-report.ts';

/** A worker that gave a sign of life not long ago. */
export type LiveWorker = { readonly id: string; readonly startedAt: string; readonly report: WorkerReport };

/** A worker that missed this much is not counted on: three heartbeats. */
const SILENT_AFTER_MS = 6000;

/** Workers heard of within the last few heartbeats, oldest first. */
export async function listWorkers(sql: Sql): Promise<LiveWorker[]> {
  return await sql<LiveWorker[]>`
    select id, started_at, report from workers
    where seen_at > now() - ${SILENT_AFTER_MS}::float8 * interval '1 ms'
    order by started_at, id`;
}
