import { createRoute, type OpenAPIHono } from '@hono/zod-openapi';
import { z } from 'zod';
import { jobSchema } from '../../shared/domain/job.ts';
import { isTerminal } from '../../shared/domain/job-status.ts';
import { noLongerAllowed, whileAllowed } from '../access/while-allowed.ts';
import { clientLeaves } from '../client-leaves.ts';
import type { Deps } from '../deps.ts';
import { findOwnJob } from '../find-own-job.ts';
import { jobResponse } from '../job-response.ts';
import { documented, problemResponses } from '../openapi.ts';
import { MOST_WAIT_SECONDS, preferenceOf } from '../prefer.ts';
import { queueOf } from '../queue/queue-estimate.ts';
import { idParams, json } from '../route-schemas.ts';

const route = createRoute({
  method: 'get',
  path: '/v1/jobs/{id}',
  tags: ['Jobs'],
  summary: 'Look at a job',
  description:
    'With `wait` (or `Prefer: wait`) it answers at once when the job has ended, else when it ends or the time is over.',
  request: {
    params: idParams,
    query: z.strictObject({
      wait: z
        .string()
        .regex(/^\d{1,9}$/, 'must be whole seconds')
        .optional()
        .meta({ description: `Seconds, at most ${MOST_WAIT_SECONDS}`, example: '30' }),
    }),
    headers: z.object({ 'If-None-Match': z.string().optional() }),
  },
  responses: {
    200: { description: 'The job', content: json(jobSchema) },
    304: { description: 'Not changed since this ETag' },
    ...problemResponses(404, 422),
  },
});

/** `GET /v1/jobs/{id}`: poll and long-poll. */
export function getJob(app: OpenAPIHono, deps: Deps): void {
  app.openapi(documented(app, route), async (c) => {
    let row = await findOwnJob(c, deps);
    const { wait } = c.req.valid('query');
    const preference = preferenceOf(c);
    const waitMs = wait === undefined ? preference.waitMs : Math.min(Number(wait), MOST_WAIT_SECONDS) * 1000;
    if (waitMs && !isTerminal(row.status)) {
      const allowed = whileAllowed(c, deps);
      const signals = [clientLeaves(c), deps.stopping, allowed.signal];
      const ended = await deps.feed
        .waitForEnd(row.id, { timeoutMs: waitMs, signals })
        .finally(allowed.release);
      if (allowed.signal.aborted) throw noLongerAllowed(c);
      row = ended ?? (await findOwnJob(c, deps));
    }
    return jobResponse(c, row, { queue: await queueOf(row, deps), headers: preference.headers });
  });
}
