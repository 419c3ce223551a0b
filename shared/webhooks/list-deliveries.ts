import { and, desc, eq, sql } from 'drizzle-orm';
import type { Database } from '../db/client.ts';
import { type WebhookDeliveryRow, webhookDeliveries } from '../db/webhook-schema.ts';

/** The place of a delivery in the list: the time as Postgres writes it, and the id. */
export type DeliveryPlace = { readonly createdAt: string; readonly id: string };

export type DeliveryFilter = {
  readonly owner: string;
  readonly status?: WebhookDeliveryRow['status'] | undefined;
  readonly jobId?: string | undefined;
  /** Only deliveries older than this one: the last of the page before. */
  readonly before?: DeliveryPlace | undefined;
  readonly limit: number;
};

/** An owner's deliveries, newest first; one more than `limit` when there is a next page. */
export async function listDeliveries(
  db: Database['db'],
  { owner, status, jobId, before, limit }: DeliveryFilter,
): Promise<WebhookDeliveryRow[]> {
  const t = webhookDeliveries;
  return await db
    .select()
    .from(t)
    .where(
      and(
        eq(t.owner, owner),
        status && eq(t.status, status),
        jobId ? eq(t.jobId, jobId) : undefined,
        before && sql`(${t.createdAt}, ${t.id}) < (${before.createdAt}::timestamptz, ${before.id}::uuid)`,
      ),
    )
    .orderBy(desc(t.createdAt), desc(t.id))
    .limit(limit + 1);
}
