import { hostname } from 'node:os';
import type { Sql } from '../shared/db/client.ts';
import type { WorkerReport } from '../shared/domain/worker-report.ts';
import type { Log } from '../shared/log.ts';
import { removeWorker, saveHeartbeat } from '../shared/workers/save-heartbeat.ts';

const PERIOD_MS = 2000;

/** Publishes what the worker does, at once and every two seconds, until it is stopped and says goodbye. */
export function startHeartbeat(
  sql: Sql,
  {
    workerId,
    report,
    log,
  }: { workerId: string; report: () => Promise<Omit<WorkerReport, 'host' | 'pid'>>; log: Log },
): { stop(): Promise<void> } {
  const beat = async () => {
    try {
      await saveHeartbeat(sql, workerId, { host: hostname(), pid: process.pid, ...(await report()) });
    } catch (err) {
      log.debug('heartbeat.failed', { err: { message: (err as Error).message } });
    }
  };
  let last = beat();
  const timer = setInterval(() => {
    last = beat();
  }, PERIOD_MS);
  return {
    async stop() {
      clearInterval(timer);
      await last;
      await removeWorker(sql, workerId).catch(() => {});
    },
  };
}
