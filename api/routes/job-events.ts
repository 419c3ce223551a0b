import { createRoute, type OpenAPIHono } from '@hono/zod-openapi';
import { z } from 'zod';
import type { JobRow } from '../../shared/db/schema.ts';
import { isTerminal } from '../../shared/domain/job-status.ts';
import { clientLeaves } from '../client-leaves.ts';
import type { Deps } from '../deps.ts';
import { EventStream } from '../event-stream.ts';
import { findOwnJob } from '../find-own-job.ts';
import { followJob, type JobEvent } from '../follow-job.ts';
import { jobViewAt } from '../job-view.ts';
import { nodeResponse, RESPONSE_ALREADY_SENT } from '../node-bindings.ts';
import { documented, problemResponses } from '../openapi.ts';
import { idParams } from '../route-schemas.ts';

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

    const response = nodeResponse(c);
    if (!response || c.req.method === 'HEAD')
      return c.body(null, 200, { 'Content-Type': 'text/event-stream' });
    const signal = AbortSignal.any([clientLeaves(c), deps.stopping]);
    void stream(new EventStream(response), deps, { row, afterSeq, signal });
    return RESPONSE_ALREADY_SENT;
  });
}

async function stream(
  events: EventStream,
  deps: Deps,
  { row, afterSeq, signal }: { row: JobRow; afterSeq: number; signal: AbortSignal },
): Promise<void> {
  deps.metrics.countStreams(1);
  try {
    for await (const event of followJob(deps.feed, row, { afterSeq, signal }))
      await events.send(textOf(event));
  } catch (err) {
    // The client comes back and goes on where it was.
    deps.log.warn('events.broken', { jobId: row.id, err: { message: (err as Error).message } });
  } finally {
    deps.metrics.countStreams(-1);
    events.end();
  }
}

/** All followers of a job get the same row, and so need its events in writing but once. */
const texts = new WeakMap<JobRow, Map<number, string>>();

function textOf({ entry, row }: JobEvent): string {
  const ofRow = texts.get(row) ?? new Map<number, string>();
  texts.set(row, ofRow);
  let text = ofRow.get(entry.seq);
  if (text === undefined) {
    text = `id: ${entry.seq}\nevent: ${entry.status}\ndata: ${JSON.stringify(jobViewAt(row, entry))}\n\n`;
    ofRow.set(entry.seq, text);
  }
  return text;
}

/** The event that a client has seen last; what it cannot have seen counts for nothing. */
function lastSeen(id: string | undefined, seq: number): number {
  const seen = id && /^\d{1,9}$/.test(id) ? Number(id) : 0;
  return seen <= seq ? seen : 0;
}
