import { createRoute, type OpenAPIHono } from '@hono/zod-openapi';
import { z } from 'zod';
import {
  DELIVERY_STATUSES,
  isDeliveryId,
  webhookDeliverySchema,
} from '../../shared/domain/webhook-delivery.ts';
import { type DeliveryPlace, listDeliveries } from '../../shared/webhooks/list-deliveries.ts';
import { deliveryView } from '../delivery-view.ts';
import type { Deps } from '../deps.ts';
import { ownerOf } from '../find-own-job.ts';
import { problemResponses } from '../openapi.ts';
import { nextCursorSchema, pageOf, pageQuery, placeOfCursor } from '../page.ts';
import { json } from '../route-schemas.ts';

const route = createRoute({
  method: 'get',
  path: '/v1/webhook-deliveries',
  tags: ['Webhooks'],
  summary: 'List webhook deliveries, newest first',
  request: {
    query: z.strictObject({
      status: z.enum(DELIVERY_STATUSES).optional(),
      job: z.uuid().optional(),
      ...pageQuery,
    }),
  },
  responses: {
    200: {
      description: 'A page of deliveries',
      content: json(
        z
          .object({ deliveries: z.array(webhookDeliverySchema), nextCursor: nextCursorSchema })
          .meta({ id: 'WebhookDeliveryPage' }),
      ),
    },
    ...problemResponses(422),
  },
});

/** `GET /v1/webhook-deliveries`: filters and a keyset cursor. */
export function listWebhookDeliveries(app: OpenAPIHono, deps: Deps): void {
  app.openapi(route, async (c) => {
    const { cursor, status, job, limit } = c.req.valid('query');
    const rows = await listDeliveries(deps.database.db, {
      owner: ownerOf(c),
      status,
      jobId: job,
      before: cursor === undefined ? undefined : placeOfCursor(cursor, readPlace),
      limit,
    });
    const { page, nextCursor } = pageOf(rows, limit, ({ id, createdAt }) => `${id}${createdAt}`);
    c.header('Cache-Control', 'no-store');
    return c.json({ deliveries: page.map(deliveryView), nextCursor }, 200);
  });
}

function readPlace(text: string): DeliveryPlace | undefined {
  const place = { id: text.slice(0, 36), createdAt: text.slice(36) };
  return isDeliveryId(place.id) && isTime(place.createdAt) ? place : undefined;
}

/** Whether it is a time as Postgres writes it, and one that Postgres reads: it has no year 0 and no 30 February. */
function isTime(text: string): boolean {
  const [, day, time] = TIME.exec(text) ?? [];
  return z.iso.datetime().safeParse(`${day}T${time}Z`).success;
}

const TIME = /^(?!0000)(\d{4}-\d\d-\d\d) (\d\d:\d\d:\d\d(?:\.\d{1,6})?)[+-](?:0\d|1[0-5])(?::[0-5]\d)?$/;
