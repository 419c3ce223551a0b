import type { Context } from 'hono';
import type { ContentfulStatusCode } from 'hono/utils/http-status';
import type { Job } from '../shared/domain/job.ts';
import type { InsertedJob } from '../shared/jobs/insert-jobs.ts';
import { matchesEtag } from './etag.ts';
import { jobView } from './job-view.ts';
import { serverTiming } from './server-timing.ts';

/** Answers with a job: its ETag is the number of its last change. A 304 when the client has just that. */
export function jobResponse(
  c: Context,
  row: InsertedJob,
  { status = 200, queue = null }: { status?: ContentfulStatusCode; queue?: Job['queue'] } = {},
): Response {
  const job = jobView(row, queue);
  const etag = `"${row.seq}"`;
  c.header('ETag', etag);
  c.header('Cache-Control', 'no-store');
  c.header('Vary', 'Prefer');
  const timing = serverTiming(job.timings);
  if (timing) c.header('Server-Timing', timing);
  if (status === 200 && matchesEtag(c.req.header('If-None-Match'), etag)) return c.body(null, 304);
  return c.json(job, status);
}
