import { Readable } from 'node:stream';
import { createRoute, type OpenAPIHono } from '@hono/zod-openapi';
import { z } from 'zod';
import { AppError } from '../../shared/domain/errors.ts';
import { findInlineInput } from '../../shared/jobs/find-input.ts';
import type { Deps } from '../deps.ts';
import { matchesEtag } from '../etag.ts';
import { findOwnJob } from '../find-own-job.ts';
import { problemResponses } from '../openapi.ts';
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
  app.openapi(route, async (c) => {
    const row = await findOwnJob(c, deps);
    const sizeBytes = Number(row.inputSizeBytes);
    const etag = `"${row.inputSha256}"`;
    c.header('ETag', etag);
    c.header('Accept-Ranges', 'bytes');
    c.header('Cache-Control', 'private, max-age=31536000, immutable');
    c.header('Content-Type', row.inputMediaType);
    c.header('Content-Disposition', contentDisposition(row.inputName ?? `${row.id}.bin`));
    c.header('X-Content-Type-Options', 'nosniff');
    c.header('Content-Security-Policy', "sandbox; default-src 'none'");
    if (matchesEtag(c.req.header('If-None-Match'), etag)) return c.body(null, 304);

    const range = parseRange(c.req.header('Range'), sizeBytes);
    const { start, end } = range ?? { start: 0, end: sizeBytes - 1 };
    if (range) c.header('Content-Range', `bytes ${start}-${end}/${sizeBytes}`);
    c.header('Content-Length', String(end - start + 1));
    const status = range ? 206 : 200;
    if (row.inputStore === 'inline') {
      const stored = await findInlineInput(deps.database.sql, row.id);
      if (!stored) throw new AppError('input-missing', 'The stored input of the job is gone');
      return c.body(new Uint8Array(stored.subarray(start, end + 1)), status);
    }
    const stream = Readable.toWeb(deps.blobs.stream(row.id, 'input', { start, end }));
    return c.body(stream as ReadableStream, status);
  });
}
