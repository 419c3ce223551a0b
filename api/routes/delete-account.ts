import { createRoute, type OpenAPIHono } from '@hono/zod-openapi';
import { z } from 'zod';
import { deleteAccount as deleteRow } from '../../shared/access/delete-account.ts';
import type { Hints } from '../../shared/hints.ts';
import { carryOutRemoval } from '../../shared/removals/carry-out-removal.ts';
import { credentialsOf } from '../access/credentials.ts';
import { ownAccountBy } from '../access/own-account.ts';
import { type Deps, retentionMsOf } from '../deps.ts';
import { problemResponses } from '../openapi.ts';
import { jsonBody, noQuery } from '../route-schemas.ts';
import { smallBody } from '../small-body.ts';

const route = createRoute({
  method: 'delete',
  path: '/v1/account',
  tags: ['Access'],
  summary: 'Delete the account that is signed in, and all that it has',
  description:
    'Jobs with their inputs, results, artifacts and feedback; collections, batches, keys, sessions, webhook secret and deliveries. There is no way back.',
  middleware: smallBody,
  request: { query: noQuery, body: jsonBody(z.strictObject({ password: z.string().max(1024) })) },
  responses: { 204: { description: 'Gone' }, ...problemResponses(400, 404, 413, 422) },
});

/** `DELETE /v1/account`: nobody is let in from then on; what is left to be removed the sweeper removes. */
export function deleteAccount(app: OpenAPIHono, deps: Deps, hints: Hints): void {
  const { database, blobs, access } = deps;
  const { sql } = database;
  app.openapi(route, async (c) => {
    const { id } = await ownAccountBy(c.req.valid('json').password, c, deps);
    const removal = await deleteRow(sql, id);
    const token = credentialsOf(c)?.token;
    if (token) access.tokens.forget(token);
    if (removal) await carryOutRemoval({ sql, blobs, hints }, removal, { retentionMs: retentionMsOf(deps) });
    return c.body(null, 204);
  });
}
