import { createRoute, type OpenAPIHono } from '@hono/zod-openapi';
import { z } from 'zod';
import { deleteCollection as deleteRow } from '../../shared/collections/delete-collection.ts';
import { findCollection } from '../../shared/collections/list-collections.ts';
import { AppError } from '../../shared/domain/errors.ts';
import type { Hints } from '../../shared/hints.ts';
import { carryOutRemoval } from '../../shared/removals/carry-out-removal.ts';
import { type Deps, retentionMsOf } from '../deps.ts';
import { collectionIdOf, noSuchCollection } from '../find-own-collection.ts';
import { ownerOf } from '../find-own-job.ts';
import { problemResponses } from '../openapi.ts';

const route = createRoute({
  method: 'delete',
  path: '/v1/collections/{id}',
  tags: ['Collections'],
  summary: 'Delete a collection',
  description:
    'Its jobs go with it, as by `DELETE` of each: inputs, results, artifacts and feedback. `jobs=keep` leaves them, without a collection.',
  request: {
    params: z.object({ id: z.string() }),
    query: z.strictObject({
      jobs: z
        .enum(['delete', 'keep'])
        .default('delete')
        .meta({ description: 'What becomes of the jobs in it' }),
      force: z
        .enum(['true', 'false'])
        .default('false')
        .meta({ description: 'Needed to delete jobs that somebody has verified' }),
    }),
  },
  responses: { 204: { description: 'Gone' }, ...problemResponses(404, 409, 422) },
});

/** `DELETE /v1/collections/{id}`: at once for all to see; then its jobs, which the sweeper ends should this process die. */
export function deleteCollection(app: OpenAPIHono, deps: Deps, hints: Hints): void {
  const { sql } = deps.database;
  app.openapi(route, async (c) => {
    const { jobs, force } = c.req.valid('query');
    const which = { id: collectionIdOf(c), owner: ownerOf(c) };
    if (jobs === 'delete' && force === 'false') refuseVerified(await findCollection(sql, which));
    const kind = jobs === 'delete' ? 'collection' : 'collection-alone';
    const removal = await deleteRow(sql, { ...which, kind });
    if (!removal) throw noSuchCollection();
    await carryOutRemoval({ sql, blobs: deps.blobs, hints }, removal, { retentionMs: retentionMsOf(deps) });
    return c.body(null, 204);
  });
}

/** @throws AppError `holds-verified` */
function refuseVerified(collection: { verified: number } | undefined): void {
  if (collection && collection.verified > 0)
    throw new AppError(
      'holds-verified',
      `${collection.verified} jobs in it are verified; add force=true to delete them, or jobs=keep to leave them`,
    );
}
