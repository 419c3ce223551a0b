import { createRoute, type OpenAPIHono } from '@hono/zod-openapi';
import { z } from 'zod';
import { AppError } from '../../shared/domain/errors.ts';
import { type JobChange, jobChangeSchema } from '../../shared/domain/job-change.ts';
import { isJobId } from '../../shared/domain/job-id.ts';
import { rfc3339 } from '../../shared/domain/rfc3339.ts';
import { isStorable } from '../../shared/domain/storable.ts';
import type { ChangeCursor, ChangedJob } from '../../shared/jobs/find-changes.ts';
import { whileAllowed } from '../access/while-allowed.ts';
import { clientLeaves } from '../client-leaves.ts';
import type { Deps } from '../deps.ts';
import { acceptsEvents, notAcceptable, streamEvents } from '../event-stream.ts';
import { ownerOf } from '../find-own-job.ts';
import { type Changes, followChanges } from '../follow-changes.ts';
import { documented, problemResponses } from '../openapi.ts';

const route = createRoute({
  method: 'get',
  path: '/v1/events',
  tags: ['Jobs'],
  summary: 'Follow all of your jobs (SSE)',
  description:
    'Every job that changes, as a `JobChange` under the name of its status: of changes that follow one another within a tenth of a second the last. It begins now, or after `Last-Event-ID` (or `after`): then no job that has changed since is left out, and some may come twice; `seq` tells. `progress` events come as in the events of one job. It ends when the client leaves.',
  request: {
    query: z.strictObject({
      after: z.string().max(256).optional().meta({ description: 'The id of an event' }),
      model: z.string().max(128).refine(isStorable).optional(),
      batch: z.uuid().optional(),
    }),
    headers: z.object({ 'Last-Event-ID': z.string().optional() }),
  },
  responses: {
    200: { description: 'The stream', content: { 'text/event-stream': { schema: z.string() } } },
    ...problemResponses(406, 422),
  },
});

/** `GET /v1/events`. */
export function events(app: OpenAPIHono, deps: Deps): void {
  app.openAPIRegistry.register('JobChange', jobChangeSchema);
  app.openapi(documented(app, route), async (c) => {
    if (!acceptsEvents(c)) throw notAcceptable();
    const { after: afterId, model, batch } = c.req.valid('query');
    const seen = c.req.header('Last-Event-ID') || afterId;
    const after = seen === undefined ? undefined : readCursor(seen);
    const owner = ownerOf(c);
    const allowed = whileAllowed(c, deps);
    const signal = AbortSignal.any([clientLeaves(c), deps.stopping, allowed.signal]);
    const source = { sql: deps.database.sql, feed: deps.feed };
    const changes = followChanges(source, { owner, model, batch }, { after, signal });
    return streamEvents(c, deps, { owner, events: changes, textOf, release: allowed.release });
  });
}

function textOf(changes: Changes): string {
  if ('progress' in changes) return `event: progress\ndata: ${JSON.stringify(changes.progress)}\n\n`;
  const id = `id: ${writeCursor(changes.cursor)}\n`;
  // An id alone moves the place from which a client goes on, and tells it nothing.
  if (changes.jobs.length === 0) return `${id}\n`;
  return changes.jobs
    .map((job) => `${id}event: ${job.status}\ndata: ${JSON.stringify(changeView(job))}\n\n`)
    .join('');
}

function changeView({ collectionId, createdAt, startedAt, finishedAt, ...rest }: ChangedJob): JobChange {
  return {
    ...rest,
    collection: collectionId,
    createdAt: rfc3339(createdAt),
    startedAt: startedAt && rfc3339(startedAt),
    finishedAt: finishedAt && rfc3339(finishedAt),
  };
}

function writeCursor({ xmin, atMs, fromId }: ChangeCursor): string {
  return Buffer.from(`${xmin}.${atMs}.${fromId}`).toString('base64url');
}

/** @throws AppError `invalid-cursor` */
function readCursor(text: string): ChangeCursor {
  const [xmin = '', at = '', fromId = '', ...rest] = Buffer.from(text, 'base64url')
    .toString('latin1')
    .split('.');
  const isOne = /^\d{1,18}$/.test(xmin) && /^\d{1,15}$/.test(at) && isJobId(fromId) && rest.length === 0;
  if (!isOne) throw new AppError('invalid-cursor', 'Last-Event-ID: is not the id of an event of this stream');
  return { xmin, atMs: Number(at), fromId };
}
