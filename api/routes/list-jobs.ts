import { createRoute, type OpenAPIHono } from '@hono/zod-openapi';
import { z } from 'zod';
import { jobSchema } from '../../shared/domain/job.ts';
import { JOB_STATUSES } from '../../shared/domain/job-status.ts';
import { isStorable } from '../../shared/domain/storable.ts';
import { jobView } from '../../shared/job-view.ts';
import { listJobs as listRows } from '../../shared/jobs/list-jobs.ts';
import type { Deps } from '../deps.ts';
import { ownerOf } from '../find-own-job.ts';
import { problemResponses } from '../openapi.ts';
import { nextCursorSchema, pageOf, pageQuery, placeOfCursor, readId } from '../page.ts';
import { json } from '../route-schemas.ts';

const time = z.iso
  .datetime({ offset: true })
  .transform((text) => Date.parse(text))
  .optional();

const listQuery = z.strictObject({
  status: z.enum(JOB_STATUSES).optional(),
  model: z.string().max(128).refine(isStorable).optional(),
  batch: z.uuid().optional().meta({ description: 'Those submitted with this batch' }),
  collection: z.uuid().optional().meta({ description: 'Those in this collection' }),
  verified: z
    .enum(['true', 'false'])
    .transform((text) => text === 'true')
    .optional()
    .meta({ description: 'Whether the whole of the result was judged' }),
  label: z.string().trim().min(1).max(200).refine(isStorable).optional().meta({
    description:
      'Those whose best label, or one of whose objects, begins so, whatever the case; also by what feedback says',
  }),
  createdAfter: time.meta({ description: 'RFC 3339; inclusive' }),
  createdBefore: time.meta({ description: 'RFC 3339; exclusive' }),
  ...pageQuery,
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
      content: json(
        z.object({ jobs: z.array(jobSchema), nextCursor: nextCursorSchema }).meta({ id: 'JobPage' }),
      ),
    },
    ...problemResponses(422),
  },
});

/** `GET /v1/jobs`: filters and a keyset cursor, which stays right while jobs come and go. */
export function listJobs(app: OpenAPIHono, deps: Deps): void {
  app.openapi(route, async (c) => {
    const { cursor, ...filter } = c.req.valid('query');
    const beforeId = cursor === undefined ? undefined : placeOfCursor(cursor, readId);
    const rows = await listRows(deps.database.db, { ...filter, owner: ownerOf(c), beforeId });
    const { page, nextCursor } = pageOf(rows, filter.limit, ({ id }) => id);
    c.header('Cache-Control', 'no-store');
    return c.json({ jobs: page.map((row) => jobView(row)), nextCursor }, 200);
  });
}
