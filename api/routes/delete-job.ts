import { createRoute, type OpenAPIHono } from '@hono/zod-openapi';
import type { Hints } from '../../shared/hints.ts';
import { deleteJob as deleteRow } from '../../shared/jobs/delete-job.ts';
import { hasBlobs } from '../../shared/jobs/remove-jobs.ts';
import type { Deps } from '../deps.ts';
import { jobIdOf, noSuchJob, ownerOf } from '../find-own-job.ts';
import { problemResponses } from '../openapi.ts';
import { idParams, noQuery } from '../route-schemas.ts';

const route = createRoute({
  method: 'delete',
  path: '/v1/jobs/{id}',
  tags: ['Jobs'],
  summary: 'Delete a job',
  description: 'Removes the job, its input and its artifacts, whatever its status.',
  request: { params: idParams, query: noQuery },
  responses: { 204: { description: 'Gone' }, ...problemResponses(404) },
});

/** `DELETE /v1/jobs/{id}`: first the row, then the bytes; an orphan left by a crash between them is swept. */
export function deleteJob(app: OpenAPIHono, deps: Deps, hints: Hints): void {
  app.openapi(route, async (c) => {
    const deleted = await deleteRow(deps.database.sql, { id: jobIdOf(c), owner: ownerOf(c) });
    if (!deleted) throw noSuchJob();
    hints.ring([deleted.id]);
    if (hasBlobs(deleted)) await deps.blobs.remove(deleted.id);
    return c.body(null, 204);
  });
}
