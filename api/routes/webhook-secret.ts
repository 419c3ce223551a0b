import { createRoute, type OpenAPIHono } from '@hono/zod-openapi';
import type { Context } from 'hono';
import { z } from 'zod';
import { rfc3339 } from '../../shared/domain/rfc3339.ts';
import { ensureSecret } from '../../shared/webhooks/ensure-secret.ts';
import { rotateSecret } from '../../shared/webhooks/rotate-secret.ts';
import type { WebhookSecret } from '../../shared/webhooks/secret-columns.ts';
import type { Deps } from '../deps.ts';
import { ownerOf } from '../find-own-job.ts';
import { problemResponses } from '../openapi.ts';
import { json, noQuery } from '../route-schemas.ts';

const secretSchema = z
  .object({
    secret: z.string().meta({
      description: '`whsec_` and base64; what stands behind `whsec_` is the key',
      example: 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSwMfKQ9r8GKYo=',
    }),
    previousUntil: z.string().nullable().meta({
      format: 'date-time',
      description: 'Until then the secret before this one signs as well; null without one',
    }),
  })
  .meta({ id: 'WebhookSecret' });

const responses = {
  200: { description: 'The secret', content: json(secretSchema) },
  ...problemResponses(422),
};

const getRoute = createRoute({
  method: 'get',
  path: '/v1/webhook-secret',
  tags: ['Webhooks'],
  summary: 'The secret that your webhooks are signed with',
  description:
    'Made at first use. `webhook-signature` is `v1,` and base64 of HMAC-SHA256 over `{webhook-id}.{webhook-timestamp}.{body}`, by Standard Webhooks 1.0.0.',
  request: { query: noQuery },
  responses,
});

const rotateRoute = createRoute({
  method: 'post',
  path: '/v1/webhook-secret/rotate',
  tags: ['Webhooks'],
  summary: 'Change the secret',
  description:
    'For 24 hours the previous secret signs as well: `webhook-signature` then holds two signatures with a space between.',
  request: { query: noQuery },
  responses,
});

/** `GET /v1/webhook-secret` and `POST /v1/webhook-secret/rotate`. */
export function webhookSecret(app: OpenAPIHono, { database }: Deps): void {
  const answer = (c: Context, { secret, previousUntil }: WebhookSecret) => {
    c.header('Cache-Control', 'no-store');
    return c.json({ secret, previousUntil: previousUntil && rfc3339(previousUntil) }, 200);
  };
  app.openapi(getRoute, async (c) => answer(c, await ensureSecret(database.sql, ownerOf(c))));
  app.openapi(rotateRoute, async (c) => answer(c, await rotateSecret(database.sql, ownerOf(c))));
}
