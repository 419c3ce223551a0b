import { createRoute, type OpenAPIHono } from '@hono/zod-openapi';
import { z } from 'zod';
import { webhookDeliverySchema } from '../../shared/domain/webhook-delivery.ts';
import { findDelivery } from '../../shared/webhooks/find-delivery.ts';
import { deliveryIdOf, deliveryView, noSuchDelivery } from '../delivery-view.ts';
import type { Deps } from '../deps.ts';
import { ownerOf } from '../find-own-job.ts';
import { problemResponses } from '../openapi.ts';
import { json, noQuery } from '../route-schemas.ts';

const route = createRoute({
  method: 'get',
  path: '/v1/webhook-deliveries/{id}',
  tags: ['Webhooks'],
  summary: 'Look at a webhook delivery and all its attempts',
  request: { params: z.object({ id: z.string() }), query: noQuery },
  responses: {
    200: { description: 'The delivery', content: json(webhookDeliverySchema) },
    ...problemResponses(404),
  },
});

/** `GET /v1/webhook-deliveries/{id}`. */
export function getWebhookDelivery(app: OpenAPIHono, deps: Deps): void {
  app.openapi(route, async (c) => {
    const row = await findDelivery(deps.database.sql, { id: deliveryIdOf(c), owner: ownerOf(c) });
    if (!row) throw noSuchDelivery();
    c.header('Cache-Control', 'no-store');
    return c.json(deliveryView(row), 200);
  });
}
