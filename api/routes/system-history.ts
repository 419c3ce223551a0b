import { createRoute, type OpenAPIHono } from '@hono/zod-openapi';
import { type SystemHistory, systemHistorySchema } from '../../shared/domain/system-history.ts';
import { json, noQuery } from '../route-schemas.ts';

const route = createRoute({
  method: 'get',
  path: '/v1/system/history',
  tags: ['System'],
  summary: 'The last quarter of an hour',
  description: 'Of all workers, and of the api that answers.',
  request: { query: noQuery },
  responses: { 200: { description: 'A sample every five seconds', content: json(systemHistorySchema) } },
});

/** `GET /v1/system/history`. */
export function systemHistory(app: OpenAPIHono, read: () => SystemHistory): void {
  app.openapi(route, (c) => {
    c.header('Cache-Control', 'no-store');
    return c.json(read(), 200);
  });
}
