import type { Context } from 'hono';
import type { WebhookDeliveryRow } from '../shared/db/webhook-schema.ts';
import { AppError } from '../shared/domain/errors.ts';
import { rfc3339 } from '../shared/domain/rfc3339.ts';
import { isDeliveryId, type WebhookDelivery } from '../shared/domain/webhook-delivery.ts';

/** The row as the api shows it. */
export function deliveryView(row: WebhookDeliveryRow): WebhookDelivery {
  const self = `/v1/webhook-deliveries/${row.id}`;
  return {
    id: row.id,
    job: row.jobId,
    event: row.event as WebhookDelivery['event'],
    url: row.url,
    status: row.status,
    attempts: row.attempts,
    nextAttemptAt: row.status === 'pending' ? rfc3339(row.dueAt) : null,
    createdAt: rfc3339(row.createdAt),
    finishedAt: row.finishedAt && rfc3339(row.finishedAt),
    links: { self, job: `/v1/jobs/${row.jobId}`, replay: `${self}/replay` },
  };
}

/**
 * The id of the delivery in the path.
 *
 * @throws AppError `not-found` when it cannot be one
 */
export function deliveryIdOf(c: Context): string {
  const id = c.req.param('id')?.toLowerCase() ?? '';
  if (!isDeliveryId(id)) throw noSuchDelivery();
  return id;
}

/** The answer for a delivery that is not there, or not the caller's. */
export function noSuchDelivery(): AppError {
  return new AppError('not-found', 'There is no such delivery');
}
