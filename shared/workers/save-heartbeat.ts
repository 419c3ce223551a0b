import type { Sql } from '../db/client.ts';
import type { WorkerReport } from '../domain/worker-report.ts';

/** Says that a worker is alive and what it does. */
export async function saveHeartbeat(sql: Sql, id: string, report: WorkerReport): Promise<void> {
  const json = JSON.stringify(report);
  await sql`
    insert into workers (id, report) values (${id}, ${json}::text::jsonb)
    on conflict (id) do update set seen_at = now(), report = excluded.report`;
}

/** Removes a worker that says goodbye. */
export async function removeWorker(sql: Sql, id: string): Promise<void> {
  await sql`delete from workers where id = ${id}`;
}

/** Removes the rows of workers that have been silent for a minute. */
export async function removeSilentWorkers(sql: Sql): Promise<void> {
  await sql`delete from workers where seen_at < now() - interval '1 minute'`;
}
