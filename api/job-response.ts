import type { Context } from 'hono';
import type { Job } from '../shared/domain/job.ts';
import { jobView } from '../shared/job-view.ts';
import type { InsertedJob } from '../shared/jobs/insert-jobs.ts';
import { matchesEtag } from './etag.ts';
import { serverTiming } from './server-timing.ts';

/**
 * Answers with a job: its ETag is the number of its last change of status, and of its owner's edits. A 304 when the client has just that.
 *
 * @param headers more headers; what was set by `c.header` is not in the answer
 */
export function jobResponse(
  c: Context,
  row: InsertedJob,
  {
    status = 200,
    queue = null,
    headers,
  }: { status?: 200 | 202; queue?: Job['queue']; headers?: Record<string, string> } = {},
): Response {
  const job = jobView(row, queue);
  const etag = etagOf(row);
  const timing = serverTiming(job.timings);
  // A plain object goes to Node as it is; `c.header` would gather them in a `Headers` first, which costs as much as
  // the whole view.
  const all: Record<string, string> = { ETag: etag, 'Cache-Control': 'no-store', Vary: 'Prefer' };
  if (timing) all['Server-Timing'] = timing;
  if (headers) Object.assign(all, headers);
  if (status === 200 && matchesEtag(c.req.header('If-None-Match'), etag))
    return new Response(null, { status: 304, headers: all });
  all['Content-Type'] = 'application/json';
  return new Response(JSON.stringify(job), { status, headers: all });
}

/** Of a job: tells apart whatever a client can see of it. */
export function etagOf({ seq, edits }: Pick<InsertedJob, 'seq' | 'edits'>): string {
  return edits === 0 ? `"${seq}"` : `"${seq}.${edits}"`;
}
