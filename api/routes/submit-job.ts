import { createRoute, type OpenAPIHono } from '@hono/zod-openapi';
import { z } from 'zod';
import { jobSchema } from '../../shared/domain/job.ts';
import { isTerminal } from '../../shared/domain/job-status.ts';
import { whileAllowed } from '../access/while-allowed.ts';
import { clientLeaves } from '../client-leaves.ts';
import { createJob } from '../create-job.ts';
import type { Deps } from '../deps.ts';
import { ownerOf } from '../find-own-job.ts';
import { jobResponse } from '../job-response.ts';
import { problemResponses } from '../openapi.ts';
import { preferenceOf } from '../prefer.ts';
import { queueOfNew } from '../queue/queue-estimate.ts';
import { json } from '../route-schemas.ts';
import { jsonSubmissionSchema } from '../upload/read-json.ts';

const job = json(jobSchema);
const file = z.string().meta({ format: 'binary', description: 'The input' });

const route = createRoute({
  method: 'post',
  path: '/v1/jobs',
  tags: ['Jobs'],
  summary: 'Submit a job',
  description:
    'The job is durable when this answers. With `Prefer: wait=10` the answer is the finished job, if it ends in time.',
  request: {
    headers: z.object({
      Prefer: z.string().optional().meta({ example: 'wait=10' }),
      'Idempotency-Key': z.string().optional().meta({ description: '1–255 visible ASCII characters' }),
    }),
    body: {
      required: true,
      content: {
        'multipart/form-data': {
          schema: z.object({
            file,
            model: z.string(),
            params: z.string().optional().meta({ description: 'JSON' }),
            priority: z.string().optional(),
            deadlineMs: z.string().optional(),
            maxWaitMs: z.string().optional(),
            cache: z.string().optional(),
            metadata: z.string().optional().meta({ description: 'JSON' }),
            collection: z.string().optional(),
            webhook: z.string().optional().meta({ description: 'JSON' }),
          }),
        },
        ...json(jsonSubmissionSchema),
        'application/octet-stream': { schema: file },
      },
    },
  },
  responses: {
    200: { description: 'Finished in the time that `Prefer: wait` gave', content: job },
    202: { description: 'Accepted', content: job },
    ...problemResponses(400, 413, 415, 422, 503, 507),
  },
});

/** `POST /v1/jobs`. Registered beside its document, because the body is streamed and not validated whole. */
export function submitJob(app: OpenAPIHono, deps: Deps): void {
  app.openAPIRegistry.registerPath(route);
  app.post(route.path, async (c) => {
    const { row, isReplay } = await createJob(c, deps, ownerOf(c));
    if (!isReplay) deps.metrics.countAccepted(row.model);
    const preference = preferenceOf(c);
    const location = `/v1/jobs/${row.id}`;
    const headers = {
      ...preference.headers,
      Location: location,
      ...(isReplay && { 'Idempotent-Replayed': 'true' }),
    };

    const { waitMs } = preference;
    if (waitMs !== undefined) {
      const allowed = whileAllowed(c, deps);
      const signals = [clientLeaves(c), deps.stopping, allowed.signal];
      // The job is durable: whatever goes wrong from here on must not look like a refusal.
      // What waits for another's result may have it by now.
      const isNew = !isReplay && row.waitsFor === null;
      const ended = await deps.feed
        .waitForEnd(row.id, { timeoutMs: waitMs, signals, isNew })
        .catch(() => undefined)
        .finally(allowed.release);
      if (ended && isTerminal(ended.status) && !allowed.signal.aborted)
        return jobResponse(c, ended, { headers: { ...headers, 'Content-Location': location } });
    }
    const overview = await deps.overview().catch(() => undefined);
    const queue = overview ? queueOfNew(row, { backlog: deps.backlog, workers: overview.workers }) : null;
    return jobResponse(c, row, { status: 202, queue, headers });
  });
}
