import { createRoute, type OpenAPIHono } from '@hono/zod-openapi';
import { AppError } from '../../shared/domain/errors.ts';
import { jobSchema } from '../../shared/domain/job.ts';
import type { Hints } from '../../shared/hints.ts';
import { jobView } from '../../shared/job-view.ts';
import { cancelJob as cancelRow } from '../../shared/jobs/cancel-job.ts';
import { type Deps, retentionMsOf } from '../deps.ts';
import { jobIdOf, noSuchJob, ownerOf } from '../find-own-job.ts';
import { problemResponses } from '../openapi.ts';
import { idParams, json, noQuery } from '../route-schemas.ts';

const route = createRoute({
  method: 'post',
  path: '/v1/jobs/{id}/cancel',
  tags: ['Jobs'],
  summary: 'Cancel a job',
  description:
    'A queued job ends at once. A running one too: its result is dropped. Repeating it changes nothing.',
  request: { params: idParams, query: noQuery },
  responses: {
    200: { description: 'The canceled job', content: json(jobSchema) },
    ...problemResponses(404, 409),
  },
});

/** `POST /v1/jobs/{id}/cancel`. */
export function cancelJob(app: OpenAPIHono, deps: Deps, hints: Hints): void {
  app.openapi(route, async (c) => {
    const canceled = await cancelRow(deps.database.sql, {
      id: jobIdOf(c),
      owner: ownerOf(c),
      retentionMs: retentionMsOf(deps),
    });
    if (!canceled) throw noSuchJob();
    const { job, isNew } = canceled;
    if (isNew) hints.ring([job.id]);
    if (job.status !== 'canceled') throw new AppError('job-finished', `The job has already ${job.status}`);
    c.header('Cache-Control', 'no-store');
    return c.json(jobView(job), 200);
  });
}
