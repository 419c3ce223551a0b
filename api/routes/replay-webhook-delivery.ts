import { createRoute, type OpenAPIHono } from '@hono/zod-openapi';
import { z } from 'zod';
import { webhookDeliverySchema } from '../../shared/domain/webhook-delivery.ts';
import { replayDelivery } from '../../shared/webhooks/replay-delivery.ts';
import { deliveryIdOf, deliveryView, noSuchDelivery } from '../delivery-view.ts';
import type { Deps } from '../deps.ts';
import { ownerOf } from '../find-own-job.ts';
import { problemResponses } from '../openapi.ts';
import { json, noQuery } from '../route-schemas.ts';

const route = createRoute({
  method: 'post',
  path: '/v1/webhook-deliveries/{id}/replay',
  tags: ['Webhooks'],
  summary: 'Deliver a webhook again',
  description:
    'Makes the delivery due now, also when it was delivered or given up; its `webhook-id` stays. The schedule goes on where it was: what was given up gets one more attempt.',
  request: { params: z.object({ id: z.string() }), query: noQuery },
  responses: {
    200: {
      description: 'The delivery, which is pending now',
      content: json(webhookDeliverySchema),
    },
    ...problemResponses(404),
  },
});

/** `POST /v1/webhook-deliveries/{id}/replay`. */
export function replayWebhookDelivery(app: OpenAPIHono, deps: Deps): void {
  app.openapi(route, async (c) => {
    const row = await replayDelivery(deps.database.sql, { id: deliveryIdOf(c), owner: ownerOf(c) });
    if (!row) throw noSuchDelivery();
    c.header('Cache-Control', 'no-store');
    return c.json(deliveryView(row), 200);
  });
}
