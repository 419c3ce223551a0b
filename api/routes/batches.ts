import { createRoute, type OpenAPIHono } from '@hono/zod-openapi';
import { z } from 'zod';
import { cancelBatch } from '../../shared/batches/cancel-batch.ts';
import { deleteBatch } from '../../shared/batches/delete-batch.ts';
import { findBatch, listBatches } from '../../shared/batches/find-batches.ts';
import { batchSchema, batchWithRefusalsSchema } from '../../shared/domain/batch.ts';
import { AppError } from '../../shared/domain/errors.ts';
import type { Hints } from '../../shared/hints.ts';
import { carryOutRemoval } from '../../shared/removals/carry-out-removal.ts';
import { batchIdOf, findOwnBatch, noSuchBatch, viewBatches } from '../batches/batch-view.ts';
import { type Deps, retentionMsOf } from '../deps.ts';
import { ownerOf } from '../find-own-job.ts';
import { problemResponses } from '../openapi.ts';
import { nextCursorSchema, pageOf, pageQuery, placeOfCursor, readId } from '../page.ts';
import { json, noQuery } from '../route-schemas.ts';
import { withRefusals } from './submit-batch.ts';

const params = z.object({ id: z.string().meta({ description: 'UUIDv7 of the batch' }) });
const batch = json(batchWithRefusalsSchema);

const list = createRoute({
  method: 'get',
  path: '/v1/batches',
  tags: ['Batches'],
  summary: 'List batches, newest first',
  request: { query: z.strictObject(pageQuery) },
  responses: {
    200: {
      description: 'A page of batches',
      content: json(
        z.object({ batches: z.array(batchSchema), nextCursor: nextCursorSchema }).meta({ id: 'BatchPage' }),
      ),
    },
    ...problemResponses(422),
  },
});

const get = createRoute({
  method: 'get',
  path: '/v1/batches/{id}',
  tags: ['Batches'],
  summary: 'Look at a batch',
  request: { params, query: noQuery },
  responses: { 200: { description: 'The batch', content: batch }, ...problemResponses(404, 422) },
});

const cancel = createRoute({
  method: 'post',
  path: '/v1/batches/{id}/cancel',
  tags: ['Batches'],
  summary: 'Cancel what is left of a batch',
  description:
    'Ends its jobs that have not ended; files that are still being taken are not. Repeating it changes nothing.',
  request: { params, query: noQuery },
  responses: {
    200: { description: 'The canceled batch', content: batch },
    ...problemResponses(404, 409, 422),
  },
});

const remove = createRoute({
  method: 'delete',
  path: '/v1/batches/{id}',
  tags: ['Batches'],
  summary: 'Delete a batch',
  description:
    'Its jobs go with it, as by `DELETE` of each, those in collections and verified ones included.',
  request: { params, query: noQuery },
  responses: { 204: { description: 'Gone' }, ...problemResponses(404, 422) },
});

/** `GET /v1/batches`; `GET` and `DELETE /v1/batches/{id}`, `POST /v1/batches/{id}/cancel`. */
export function batches(app: OpenAPIHono, deps: Deps, hints: Hints): void {
  const { sql } = deps.database;

  app.openapi(list, async (c) => {
    const { cursor, limit } = c.req.valid('query');
    const beforeId = cursor === undefined ? undefined : placeOfCursor(cursor, readId);
    const rows = await listBatches(sql, { owner: ownerOf(c), beforeId, limit });
    const { page, nextCursor } = pageOf(rows, limit, ({ id }) => id);
    c.header('Cache-Control', 'no-store');
    return c.json({ batches: await viewBatches(sql, page), nextCursor }, 200);
  });

  app.openapi(get, async (c) => {
    const row = await findOwnBatch(c, deps);
    c.header('Cache-Control', 'no-store');
    return c.json(await withRefusals(row, deps), 200);
  });

  app.openapi(cancel, async (c) => {
    const which = { id: batchIdOf(c), owner: ownerOf(c) };
    const before = await findBatch(sql, which);
    if (!before) throw noSuchBatch();
    const [{ status } = { status: 'done' }] = await viewBatches(sql, [before]);
    if (status === 'done' && before.canceledAt === null)
      throw new AppError('batch-finished', 'Every job of the batch has already ended');
    const done = await cancelBatch(sql, { ...which, retentionMs: retentionMsOf(deps) });
    if (!done) throw noSuchBatch();
    hints.ring(done.canceled);
    c.header('Cache-Control', 'no-store');
    return c.json(await withRefusals(done.batch, deps), 200);
  });

  app.openapi(remove, async (c) => {
    const removal = await deleteBatch(sql, { id: batchIdOf(c), owner: ownerOf(c) });
    if (!removal) throw noSuchBatch();
    await carryOutRemoval({ sql, blobs: deps.blobs, hints }, removal, { retentionMs: retentionMsOf(deps) });
    return c.body(null, 204);
  });
}
