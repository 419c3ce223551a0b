import { Readable } from 'node:stream';
import { createRoute, type OpenAPIHono } from '@hono/zod-openapi';
import { z } from 'zod';
import type { JobRow } from '../../shared/db/schema.ts';
import { AppError } from '../../shared/domain/errors.ts';
import { findInlineInput } from '../../shared/jobs/find-input.ts';
import type { Deps } from '../deps.ts';
import { matchesEtag } from '../etag.ts';
import { findOwnJob } from '../find-own-job.ts';
import { documented, problemResponses } from '../openapi.ts';
import { contentDisposition, parseRange } from '../ranges.ts';
import { idParams, noQuery } from '../route-schemas.ts';

const bytes = { 'application/octet-stream': { schema: z.string().meta({ format: 'binary' }) } };

const route = createRoute({
  method: 'get',
  path: '/v1/jobs/{id}/input',
  tags: ['Jobs'],
  summary: 'Download the input of a job',
  request: { params: idParams, query: noQuery, headers: z.object({ Range: z.string().optional() }) },
  responses: {
    200: { description: 'The bytes', content: bytes },
    206: { description: 'The range asked for', content: bytes },
    304: { description: 'Not changed' },
    ...problemResponses(404, 416),
  },
});

/** `GET /v1/jobs/{id}/input`: the very bytes, as a download that no browser will run. */
export function jobInput(app: OpenAPIHono, deps: Deps): void {
  app.openapi(documented(app, route), async (c) => {
    const row = await findOwnJob(c, deps);
    const sizeBytes = Number(row.inputSizeBytes);
    const etag = `"${row.inputSha256}"`;
    const isKnown = matchesEtag(c.req.header('If-None-Match'), etag);

    // For the answer that there is less than was asked for.
    c.header('Content-Range', `bytes */${sizeBytes}`);
    const range = isKnown ? undefined : parseRange(c.req.header('Range'), sizeBytes);
    const { start, end } = range ?? { start: 0, end: sizeBytes - 1 };
    c.header('Content-Range', range && `bytes ${start}-${end}/${sizeBytes}`);

    const body = isKnown ? null : await readInput(deps, row, { start, end });
    // Only now: nothing of this describes an error.
    c.header('ETag', etag);
    c.header('Accept-Ranges', 'bytes');
    c.header('Cache-Control', 'private, max-age=31536000, immutable');
    if (!body) return c.body(null, 304);
    c.header('Content-Type', row.inputMediaType);
    c.header('Content-Disposition', contentDisposition(row.inputName ?? `${row.id}.bin`));
    c.header('Content-Security-Policy', "sandbox; default-src 'none'");
    c.header('Content-Length', String(end - start + 1));
    return c.body(body, range ? 206 : 200);
  });
}

/** @throws AppError `input-missing` */
async function readInput(deps: Deps, row: JobRow, { start, end }: { start: number; end: number }) {
  const missing = () => new AppError('input-missing', 'The stored input of the job is gone');
  if (row.inputStore === 'blob') {
    const stream = await deps.blobs.stream(row.id, 'input', { start, end });
    if (!stream) throw missing();
    return Readable.toWeb(stream) as ReadableStream;
  }
  const stored = await findInlineInput(deps.database.sql, row.id);
  if (!stored) throw missing();
  return new Uint8Array(stored.subarray(start, end + 1));
}
