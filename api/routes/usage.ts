import { createRoute, type OpenAPIHono } from '@hono/zod-openapi';
import { usageSchema } from '../../shared/domain/usage.ts';
import { findUsage } from '../../shared/jobs/find-usage.ts';
import type { Deps } from '../deps.ts';
import { ownerOf } from '../find-own-job.ts';
import { problemResponses } from '../openapi.ts';
import { json, noQuery } from '../route-schemas.ts';

const route = createRoute({
  method: 'get',
  path: '/v1/usage',
  tags: ['Access'],
  summary: 'What the caller has stored and had done',
  request: { query: noQuery },
  responses: { 200: { description: 'As it stands', content: json(usageSchema) }, ...problemResponses(422) },
});

/** `GET /v1/usage`: beside the bounds that are set. */
export function usage(app: OpenAPIHono, { config, database: { sql } }: Deps): void {
  const maxInputBytes = config.MAX_STORED_MB_PER_OWNER * 1_048_576 || null;
  app.openapi(route, async (c) => {
    const { waiting, lastDay, ...stored } = await findUsage(sql, ownerOf(c));
    c.header('Cache-Control', 'no-store');
    return c.json(
      {
        stored: { ...stored, maxInputBytes },
        waiting: { jobs: waiting, maxJobsPerModel: config.MAX_QUEUED_PER_OWNER },
        lastDay,
      },
      200,
    );
  });
}
