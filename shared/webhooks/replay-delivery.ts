import type { Sql } from '../db/client.ts';
import type { WebhookDeliveryRow } from '../db/webhook-schema.ts';

/**
 * Makes a delivery due now, whatever its status; a second call changes nothing more. The number of its attempt goes on,
 * and with it the schedule: one that was given up gets one more attempt.
 *
 * @returns the row as it stands now; undefined when there is none of this owner
 */
export async function replayDelivery(
  sql: Sql,
  { id, owner }: { id: string; owner: string },
): Promise<WebhookDeliveryRow | undefined> {
  const [row] = await sql<WebhookDeliveryRow[]>`
    update webhook_deliveries set status = 'pending', finished_at = null, due_at = now()
    where id = ${id} and owner = ${owner} returning *`;
  return row;
}
