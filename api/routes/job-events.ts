import { createRoute, type OpenAPIHono } from '@hono/zod-openapi';
import { streamSSE } from 'hono/streaming';
import { z } from 'zod';
import { isTerminal } from '../../shared/domain/job-status.ts';
import type { Deps } from '../deps.ts';
import { findOwnJob } from '../find-own-job.ts';
import { followJob } from '../follow-job.ts';
import { jobViewAt } from '../job-view.ts';
import { documented, problemResponses } from '../openapi.ts';
import { idParams } from '../route-schemas.ts';

const HEARTBEAT_MS = 15_000;
/** A client that takes nothing for this long is cut off; it comes back with its last event id. */
const STUCK_AFTER_MS = 30_000;

const route = createRoute({
  method: 'get',
  path: '/v1/jobs/{id}/events',
  tags: ['Jobs'],
  summary: 'Follow a job (SSE)',
  description:
    'Every change of status in order: first what has happened after `Last-Event-ID` (or `after`), then live, until the job has ended. 204 when the client has seen the end already.',
  request: {
    params: idParams,
    query: z.strictObject({
      after: z
        .string()
        .regex(/^\d{1,9}$/, 'must be an event id')
        .optional(),
    }),
    headers: z.object({ 'Last-Event-ID': z.string().optional() }),
  },
  responses: {
    200: { description: 'The stream', content: { 'text/event-stream': { schema: z.string() } } },
    204: { description: 'Nothing is left to follow' },
    ...problemResponses(404, 422),
  },
});

/** `GET /v1/jobs/{id}/events`. */
export function jobEvents(app: OpenAPIHono, deps: Deps): void {
  app.openapi(documented(app, route), async (c) => {
    const row = await findOwnJob(c, deps);
    const afterSeq = lastSeen(c.req.header('Last-Event-ID') ?? c.req.valid('query').after, row.seq);
    if (isTerminal(row.status) && afterSeq >= row.seq) return c.body(null, 204);

    c.header('X-Accel-Buffering', 'no');
    const response = streamSSE(c, async (stream) => {
      const gone = new AbortController();
      const signal = AbortSignal.any([gone.signal, deps.stopping]);
      stream.onAbort(() => gone.abort());
      deps.metrics.countStreams(1);
      const heartbeat = setInterval(() => void send(() => stream.write(':\n\n')), HEARTBEAT_MS);
      // Awaited, so that a client that does not read is waited for and not buffered for.
      const send = async (write: () => Promise<unknown>) => {
        const stuck = setTimeout(() => {
          gone.abort();
          stream.abort();
        }, STUCK_AFTER_MS);
        await write().finally(() => clearTimeout(stuck));
      };
      try {
        await send(() => stream.write('retry: 2000\n\n'));
        for await (const { entry, row: now } of followJob(deps.feed, row, { afterSeq, signal }))
          await send(() =>
            stream.writeSSE({
              id: String(entry.seq),
              event: entry.status,
              data: JSON.stringify(jobViewAt(now, entry)),
            }),
          );
      } finally {
        clearInterval(heartbeat);
        deps.metrics.countStreams(-1);
      }
    });
    // Hono says `no-cache`, which allows to keep it.
    response.headers.set('Cache-Control', 'no-store');
    return response;
  });
}

/** The event that a client has seen last; what it cannot have seen counts for nothing. */
function lastSeen(id: string | undefined, seq: number): number {
  const seen = id && /^\d{1,9}$/.test(id) ? Number(id) : 0;
  return seen <= seq ? seen : 0;
}
