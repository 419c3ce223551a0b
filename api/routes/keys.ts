import { createRoute, type OpenAPIHono } from '@hono/zod-openapi';
import { z } from 'zod';
import { type ApiKey, createApiKey } from '../../shared/access/create-api-key.ts';
import { listApiKeys } from '../../shared/access/list-api-keys.ts';
import { revokeApiKey } from '../../shared/access/revoke-api-key.ts';
import { keySchema, keyShownSchema, newKeySchema } from '../../shared/domain/api-key.ts';
import { AppError } from '../../shared/domain/errors.ts';
import { rfc3339 } from '../../shared/domain/rfc3339.ts';
import { principalOf } from '../access/authenticate.ts';
import type { Deps } from '../deps.ts';
import { problemResponses } from '../openapi.ts';
import { json, jsonBody, noQuery } from '../route-schemas.ts';
import { smallBody } from '../small-body.ts';

const key = json(keySchema);

const create = createRoute({
  method: 'post',
  path: '/v1/keys',
  tags: ['Access'],
  summary: 'Make an API key',
  description:
    'The key is in this answer and is never shown again. It can do no more than the one that makes it.',
  middleware: smallBody,
  request: {
    query: noQuery,
    body: jsonBody(newKeySchema),
  },
  responses: {
    201: {
      description: 'The key',
      content: json(keyShownSchema),
    },
    ...problemResponses(400, 413, 422),
  },
});

const list = createRoute({
  method: 'get',
  path: '/v1/keys',
  tags: ['Access'],
  summary: 'List API keys',
  request: { query: noQuery },
  responses: {
    200: {
      description: 'Newest first, revoked ones too',
      content: json(z.object({ keys: z.array(keySchema) })),
    },
    ...problemResponses(422),
  },
});

const revoke = createRoute({
  method: 'delete',
  path: '/v1/keys/{id}',
  tags: ['Access'],
  summary: 'Revoke an API key',
  description: 'It is refused everywhere within two seconds. Repeating it changes nothing.',
  request: { params: z.object({ id: z.string() }), query: noQuery },
  responses: { 200: { description: 'The revoked key', content: key }, ...problemResponses(404, 422) },
});

/** `POST`, `GET` and `DELETE /v1/keys`: keys of the caller's own. */
export function keys(app: OpenAPIHono, { database: { sql } }: Deps): void {
  app.openapi(create, async (c) => {
    const { name, scopes, expiresInDays } = c.req.valid('json');
    const { owner, scopes: own } = principalOf(c);
    const beyond = scopes.filter((scope) => !own.includes(scope));
    if (beyond.length > 0)
      throw new AppError('scope-missing', `scopes: this key has no "${beyond[0]}" to give away`);
    const expiresInMs = expiresInDays && expiresInDays * 86_400_000;
    const made = await createApiKey(sql, { owner, name, scopes, expiresInMs });
    c.header('Cache-Control', 'no-store');
    return c.json({ ...keyView(made.apiKey), key: made.key }, 201);
  });

  app.openapi(list, async (c) => {
    const found = await listApiKeys(sql, principalOf(c).owner);
    c.header('Cache-Control', 'no-store');
    return c.json({ keys: found.map(keyView) }, 200);
  });

  app.openapi(revoke, async (c) => {
    const { id } = c.req.valid('param');
    const noSuchKey = new AppError('not-found', 'There is no such key');
    if (!z.uuid().safeParse(id).success) throw noSuchKey;
    const revoked = await revokeApiKey(sql, { id, owner: principalOf(c).owner });
    if (!revoked) throw noSuchKey;
    return c.json(keyView(revoked), 200);
  });
}

function keyView({ id, name, hint, scopes, ...times }: ApiKey): z.output<typeof keySchema> {
  return {
    id,
    name,
    hint,
    scopes: [...scopes],
    createdAt: rfc3339(times.createdAt),
    expiresAt: times.expiresAt && rfc3339(times.expiresAt),
    revokedAt: times.revokedAt && rfc3339(times.revokedAt),
    lastUsedAt: times.lastUsedAt && rfc3339(times.lastUsedAt),
  };
}
