import type { OpenAPIHono } from '@hono/zod-openapi';
import { z } from 'zod';
import { webhookMessageSchema } from '../shared/domain/webhook-message.ts';

/** Documents what a receiver of webhooks gets and is to answer; there is no route of ours behind it. */
export function documentWebhooks(app: OpenAPIHono): void {
  app.openAPIRegistry.registerWebhook({
    method: 'post',
    path: 'job.ended',
    tags: ['Webhooks'],
    summary: 'A job has ended',
    description:
      'Sent to the `webhook.url` of a job, signed by Standard Webhooks 1.0.0. It may come more than once, with the same `webhook-id`. What is not answered with 2xx within 15 s is sent again for three days: after 5 s, 5 min, 30 min, 2 h, 5 h, 10 h, 14 h, 20 h and 24 h.',
    request: {
      headers: z.object({
        'webhook-id': z.string(),
        'webhook-timestamp': z.string().meta({ description: 'Unix time of the attempt, seconds' }),
        'webhook-signature': z.string().meta({ description: '`v1,…`; several with spaces between' }),
      }),
      body: { content: { 'application/json': { schema: webhookMessageSchema } } },
    },
    responses: {
      '2XX': { description: 'Received' },
      410: { description: 'Not to be sent again' },
      429: { description: 'To be sent again, no sooner than `Retry-After` says; as with 503' },
    },
  });
}
