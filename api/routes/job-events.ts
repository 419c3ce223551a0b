import { createRoute, type OpenAPIHono } from '@hono/zod-openapi';
import { z } from 'zod';
import type { JobRow } from '../../shared/db/schema.ts';
import { isTerminal } from '../../shared/domain/job-status.ts';
import { jobViewAt } from '../../shared/job-view.ts';
import { whileAllowed } from '../access/while-allowed.ts';
import { clientLeaves } from '../client-leaves.ts';
import type { Deps } from '../deps.ts';
import { acceptsEvents, notAcceptable, streamEvents } from '../event-stream.ts';
import { findOwnJob } from '../find-own-job.ts';
import { followJob, type JobEvent, type JobStep } from '../follow-job.ts';
import { documented, problemResponses } from '../openapi.ts';
import { idParams } from '../route-schemas.ts';

const route = createRoute({
  method: 'get',
  path: '/v1/jobs/{id}/events',
  tags: ['Jobs'],
  summary: 'Follow a job (SSE)',
  description:
    'Every change of status in order: first what has happened after `Last-Event-ID` (or `after`), then live, until the job has ended. 204 when the client has seen the end already. While a pipeline runs for long, `progress` events without an id say `{ id, attempt, step, done, total }`; they are not repeated.',
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
    ...problemResponses(404, 406, 422),
  },
});

/** `GET /v1/jobs/{id}/events`. */
export function jobEvents(app: OpenAPIHono, deps: Deps): void {
  app.openapi(documented(app, route), async (c) => {
    if (!acceptsEvents(c)) throw notAcceptable();
    const row = await findOwnJob(c, deps);
    const afterSeq = lastSeen(c.req.header('Last-Event-ID') ?? c.req.valid('query').after, row.seq);
    if (isTerminal(row.status) && afterSeq >= row.seq) return c.body(null, 204);
    const allowed = whileAllowed(c, deps);
    const signal = AbortSignal.any([clientLeaves(c), deps.stopping, allowed.signal]);
    const events = followJob(deps.feed, row, { afterSeq, signal });
    return streamEvents(c, deps, { owner: row.owner, events, textOf, release: allowed.release });
  });
}

/** All followers of a job get the same row, and so need its events in writing but once. */
const texts = new WeakMap<JobRow, Map<number, string>>();

function textOf(event: JobEvent): string {
  // Without an id: whoever comes back goes on behind the last change, as if there had been no progress.
  return 'progress' in event
    ? `event: progress\ndata: ${JSON.stringify(event.progress)}\n\n`
    : textOfChange(event);
}

function textOfChange({ entry, row }: JobStep): string {
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
