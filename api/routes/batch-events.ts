import { createRoute, type OpenAPIHono } from '@hono/zod-openapi';
import { z } from 'zod';
import { findBatches } from '../../shared/batches/find-batches.ts';
import { coalesce } from '../../shared/coalesce.ts';
import type { Batch } from '../../shared/domain/batch.ts';
import { whileAllowed } from '../access/while-allowed.ts';
import { findOwnBatch, viewBatches } from '../batches/batch-view.ts';
import { batchEventId, followBatch } from '../batches/follow-batch.ts';
import { clientLeaves } from '../client-leaves.ts';
import type { Deps } from '../deps.ts';
import { acceptsEvents, notAcceptable, streamEvents } from '../event-stream.ts';
import { documented, problemResponses } from '../openapi.ts';

const route = createRoute({
  method: 'get',
  path: '/v1/batches/{id}/events',
  tags: ['Batches'],
  summary: 'Follow a batch (SSE)',
  description:
    'The batch whenever its counts have changed, several times a second at most, as `progress`; at last as `done`. The event id stands for the counts, so that a client which comes back with `Last-Event-ID` (or `after`) hears what is new. 204 when it has seen the end already.',
  request: {
    params: z.object({ id: z.string() }),
    query: z.strictObject({ after: z.string().max(200).optional() }),
    headers: z.object({ 'Last-Event-ID': z.string().optional() }),
  },
  responses: {
    200: { description: 'The stream', content: { 'text/event-stream': { schema: z.string() } } },
    204: { description: 'Nothing is left to follow' },
    ...problemResponses(404, 406, 422),
  },
});

/** `GET /v1/batches/{id}/events`. */
export function batchEvents(app: OpenAPIHono, deps: Deps): void {
  const { sql } = deps.database;
  // All followers share the counting.
  const look = coalesce(
    async (ids: readonly string[]) => {
      const batches = await viewBatches(sql, await findBatches(sql, [...new Set(ids)]));
      const byId = new Map(batches.map((batch) => [batch.id, batch]));
      return ids.map((id) => byId.get(id));
    },
    { maxSize: 500 },
  );

  app.openapi(documented(app, route), async (c) => {
    if (!acceptsEvents(c)) throw notAcceptable();
    const { id, owner } = await findOwnBatch(c, deps);
    const lastId = c.req.header('Last-Event-ID') ?? c.req.valid('query').after;
    const now = await look(id);
    if (now?.status === 'done' && batchEventId(now) === lastId) return c.body(null, 204);
    const allowed = whileAllowed(c, deps);
    const signal = AbortSignal.any([clientLeaves(c), deps.stopping, allowed.signal]);
    const events = followBatch({ look: () => look(id), lastId, signal });
    return streamEvents(c, deps, { owner, events, textOf, release: allowed.release });
  });
}

function textOf(batch: Batch): string {
  const event = batch.status === 'done' ? 'done' : 'progress';
  return `id: ${batchEventId(batch)}\nevent: ${event}\ndata: ${JSON.stringify(batch)}\n\n`;
}
