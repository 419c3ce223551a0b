import { createRoute, type OpenAPIHono } from '@hono/zod-openapi';
import { z } from 'zod';
import { AppError } from '../../shared/domain/errors.ts';
import { jobSchema } from '../../shared/domain/job.ts';
import { isJobId } from '../../shared/domain/job-id.ts';
import { JOB_STATUSES } from '../../shared/domain/job-status.ts';
import { isStorable } from '../../shared/domain/storable.ts';
import { listJobs as listRows } from '../../shared/jobs/list-jobs.ts';
import type { Deps } from '../deps.ts';
import { ownerOf } from '../find-own-job.ts';
import { jobView } from '../job-view.ts';
import { problemResponses } from '../openapi.ts';

const time = z.iso
  .datetime({ offset: true })
  .transform((text) => Date.parse(text))
  .optional();

const listQuery = z.strictObject({
  status: z.enum(JOB_STATUSES).optional(),
  model: z.string().max(128).refine(isStorable).optional(),
  createdAfter: time.meta({ description: 'RFC 3339; inclusive' }),
  createdBefore: time.meta({ description: 'RFC 3339; exclusive' }),
  limit: z
    .string()
    .regex(/^\d{1,4}$/, 'must be a whole number')
    .transform(Number)
    .pipe(z.int().min(1).max(200))
    .default(50),
  cursor: z.string().max(256).optional().meta({ description: '`nextCursor` of the page before' }),
});

const route = createRoute({
  method: 'get',
  path: '/v1/jobs',
  tags: ['Jobs'],
  summary: 'List jobs, newest first',
  request: { query: listQuery },
  responses: {
    200: {
      description: 'A page of jobs',
      content: {
        'application/json': {
          schema: z
            .object({ jobs: z.array(jobSchema), nextCursor: z.string().nullable() })
            .meta({ id: 'JobPage' }),
        },
      },
    },
    ...problemResponses(422),
  },
});

/** `GET /v1/jobs`: filters and a keyset cursor, which stays right while jobs come and go. */
export function listJobs(app: OpenAPIHono, deps: Deps): void {
  app.openapi(route, async (c) => {
    const { cursor, ...filter } = c.req.valid('query');
    const beforeId = cursor === undefined ? undefined : decodeCursor(cursor);
    const rows = await listRows(deps.database.db, { ...filter, owner: ownerOf(c), beforeId });
    const page = rows.slice(0, filter.limit);
    const last = rows.length > filter.limit ? page.at(-1) : undefined;
    c.header('Cache-Control', 'no-store');
    return c.json(
      { jobs: page.map((row) => jobView(row)), nextCursor: last ? encodeCursor(last.id) : null },
      200,
    );
  });
}

function encodeCursor(id: string): string {
  return Buffer.from(id).toString('base64url');
}

/** @throws AppError `invalid-cursor` */
function decodeCursor(cursor: string): string {
  const id = Buffer.from(cursor, 'base64url').toString('latin1');
  if (isJobId(id)) return id;
  throw new AppError('invalid-cursor', 'cursor: is not one that a page has given');
}
