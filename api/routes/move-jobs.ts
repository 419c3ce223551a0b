import { createRoute, type OpenAPIHono } from '@hono/zod-openapi';
import type { Context } from 'hono';
import { z } from 'zod';
import type { JobRow } from '../../shared/db/schema.ts';
import { collectionIdSchema } from '../../shared/domain/collection.ts';
import { AppError } from '../../shared/domain/errors.ts';
import { jobSchema } from '../../shared/domain/job.ts';
import { isJobId } from '../../shared/domain/job-id.ts';
import { jobView } from '../../shared/job-view.ts';
import { moveJobs as moveRows } from '../../shared/jobs/move-jobs.ts';
import { type Deps, retentionMsOf } from '../deps.ts';
import { refuseUnknownCollection } from '../find-own-collection.ts';
import { jobIdOf, noSuchJob, ownerOf } from '../find-own-job.ts';
import { etagOf } from '../job-response.ts';
import { problemResponses } from '../openapi.ts';
import { idParams, json, jsonBody, noQuery } from '../route-schemas.ts';
import { bodyOfAtMost, smallBody } from '../small-body.ts';

const MOST_JOBS = 1000;

const description =
  'A job that leaves its collection expires like any other, no sooner than a whole retention from then on.';

const one = createRoute({
  method: 'patch',
  path: '/v1/jobs/{id}',
  tags: ['Collections'],
  summary: 'Put a job into a collection, or out of any',
  description,
  middleware: smallBody,
  request: {
    params: idParams,
    query: noQuery,
    body: jsonBody(z.strictObject({ collection: collectionIdSchema }).meta({ id: 'JobEdit' })),
  },
  responses: {
    200: { description: 'The job', content: json(jobSchema) },
    ...problemResponses(400, 404, 413, 422),
  },
});

const many = createRoute({
  method: 'patch',
  path: '/v1/jobs',
  tags: ['Collections'],
  summary: 'Put jobs into a collection, or out of any',
  description: `All or none. ${description}`,
  middleware: bodyOfAtMost(MOST_JOBS * 64),
  request: {
    query: noQuery,
    body: jsonBody(
      z
        .strictObject({ jobs: z.array(z.uuid()).min(1).max(MOST_JOBS), collection: collectionIdSchema })
        .meta({ id: 'JobsEdit' }),
    ),
  },
  responses: {
    200: {
      description: 'How many jobs are there now',
      content: json(z.object({ moved: z.int(), collection: z.uuid().nullable() }).meta({ id: 'JobsMoved' })),
    },
    ...problemResponses(400, 404, 413, 422),
  },
});

/** `PATCH /v1/jobs/{id}` and `PATCH /v1/jobs`. */
export function moveJobs(app: OpenAPIHono, deps: Deps): void {
  app.openapi(one, async (c) => {
    const [row] = await move(c, [jobIdOf(c)], c.req.valid('json').collection);
    if (!row) throw noSuchJob();
    c.header('ETag', etagOf(row));
    c.header('Cache-Control', 'no-store');
    return c.json(jobView(row), 200);
  });

  app.openapi(many, async (c) => {
    const { jobs, collection } = c.req.valid('json');
    const ids = [...new Set(jobs.map((id) => id.toLowerCase()))];
    const moved = ids.every(isJobId) ? await move(c, ids, collection) : [];
    if (moved.length === 0) throw new AppError('not-found', 'jobs: one of them is not there; none was moved');
    return c.json({ moved: moved.length, collection }, 200);
  });

  async function move(c: Context, ids: string[], collectionId: string | null): Promise<JobRow[]> {
    const owner = ownerOf(c);
    await refuseUnknownCollection({ collectionId, owner }, deps.database.sql);
    return await moveRows(deps.database.sql, {
      ids,
      owner,
      collectionId,
      retentionMs: retentionMsOf(deps),
    });
  }
}
