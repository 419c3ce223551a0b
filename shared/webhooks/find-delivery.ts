import type { Sql } from '../db/client.ts';
import type { WebhookDeliveryRow } from '../db/webhook-schema.ts';

/** A delivery of this owner; undefined when there is none. */
export async function findDelivery(
  sql: Sql,
  { id, owner }: { id: string; owner: string },
): Promise<WebhookDeliveryRow | undefined> {
  const [row] = await sql<WebhookDeliveryRow[]>`
    select * from webhook_deliveries where id = ${id} and owner = ${owner}`;
  return row;
}
