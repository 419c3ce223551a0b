import { createRoute, type OpenAPIHono } from '@hono/zod-openapi';
import { z } from 'zod';
import { listRefusals } from '../../shared/batches/refusals.ts';
import type { BatchRow } from '../../shared/db/batch-schema.ts';
import { batchWithRefusalsSchema } from '../../shared/domain/batch.ts';
import { viewBatches } from '../batches/batch-view.ts';
import { createBatch } from '../batches/create-batch.ts';
import type { Deps } from '../deps.ts';
import { ownerOf } from '../find-own-job.ts';
import { problemResponses } from '../openapi.ts';
import { json } from '../route-schemas.ts';

/** A batch shows so many refusals; all stand among its results. */
const MOST_SHOWN = 100;

const file = z.string().meta({ format: 'binary' });
const option = z.string().optional();

const route = createRoute({
  method: 'post',
  path: '/v1/batches',
  tags: ['Batches'],
  summary: 'Submit many files at once',
  description:
    'A form with many `file`, a form with one ZIP archive as `file`, or an archive alone with the options in the query. The options of a job are those of all. Each file becomes a job, or is refused with its reason; all are let into the queue, or none.',
  request: {
    headers: z.object({ 'Idempotency-Key': z.string().optional() }),
    body: {
      required: true,
      content: {
        'multipart/form-data': {
          schema: z.object({
            file: z.array(file).meta({ description: 'Files, or one ZIP archive' }),
            model: z.string(),
            params: option.meta({ description: 'JSON' }),
            priority: option,
            deadlineMs: option,
            maxWaitMs: option.meta({ description: 'For the last of them' }),
            cache: option,
            metadata: option.meta({ description: 'JSON' }),
            collection: option,
            webhook: option.meta({ description: 'JSON; told of the end of each job' }),
          }),
        },
        'application/zip': { schema: file },
      },
    },
  },
  responses: {
    202: { description: 'Accepted', content: json(batchWithRefusalsSchema) },
    ...problemResponses(400, 408, 409, 413, 415, 422, 503, 507),
  },
});

/** `POST /v1/batches`. Registered beside its document, because the body is streamed and not validated whole. */
export function submitBatch(app: OpenAPIHono, deps: Deps): void {
  app.openAPIRegistry.registerPath(route);
  app.post(route.path, async (c) => {
    const { row, isReplay } = await createBatch(c, deps, ownerOf(c));
    c.header('Location', `/v1/batches/${row.id}`);
    c.header('Cache-Control', 'no-store');
    if (isReplay) c.header('Idempotent-Replayed', 'true');
    return c.json(await withRefusals(row, deps), 202);
  });
}

/** A batch by itself. */
export async function withRefusals(row: BatchRow, { database: { sql } }: Deps) {
  const [[batch], refusals] = await Promise.all([
    viewBatches(sql, [row]),
    listRefusals(sql, { batchId: row.id, after: -1, limit: MOST_SHOWN }),
  ]);
  return {
    ...batch!,
    refusals: refusals.map(({ position, name, code, message }) => ({
      position,
      name,
      error: { code, message },
    })),
  };
}
