import type { Sql } from '../db/client.ts';

/**
 * Removes a delivery whose job is gone. Deleting a job removes its deliveries, but does not see one that is being
 * inserted at the same moment by the job's end.
 */
export async function dropOrphanedDelivery(sql: Sql, id: string): Promise<void> {
  await sql`
    delete from webhook_deliveries where id = ${id}
      and not exists (select 1 from jobs where jobs.id = webhook_deliveries.job_id)`;
}
