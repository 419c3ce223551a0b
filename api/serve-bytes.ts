import { Readable } from 'node:stream';
import type { Context } from 'hono';
import { z } from 'zod';
import { matchesEtag } from './etag.ts';
import { problemResponses } from './openapi.ts';
import { contentDisposition, parseRange } from './ranges.ts';

/** A file of a job, as it is handed out. */
export type Served = {
  /** With its quotes. */
  readonly etag: string;
  readonly sizeBytes: number;
  readonly mediaType: string;
  /** For the disk of whoever downloads it. */
  readonly name: string;
  /** The bytes from `start` to `end`, inclusive. */
  readonly read: (range: { start: number; end: number }) => Promise<Readable | Uint8Array<ArrayBuffer>>;
};

const bytes = { 'application/octet-stream': { schema: z.string().meta({ format: 'binary' }) } };

/** What a route that serves bytes reads of the headers. */
export const rangeHeaders = z.object({ Range: z.string().optional() });

/** What a route that serves bytes answers, for its OpenAPI document. */
export const servedResponses = {
  200: { description: 'The bytes', content: bytes },
  206: { description: 'The range asked for', content: bytes },
  304: { description: 'Not changed' },
  ...problemResponses(404, 416),
};

/**
 * Answers with the very bytes, as a download that no browser will run: whole, a range of them, or a 304.
 *
 * @throws AppError `range-not-satisfiable`, and what `read` throws
 */
export async function serveBytes(
  c: Context,
  { etag, sizeBytes, mediaType, name, read }: Served,
): Promise<Response> {
  const isKnown = matchesEtag(c.req.header('If-None-Match'), etag);
  // For the answer that there is less than was asked for.
  c.header('Content-Range', `bytes */${sizeBytes}`);
  const range = isKnown ? undefined : parseRange(c.req.header('Range'), sizeBytes);
  const { start, end } = range ?? { start: 0, end: sizeBytes - 1 };
  c.header('Content-Range', range && `bytes ${start}-${end}/${sizeBytes}`);

  const body = isKnown ? null : await read({ start, end });
  // Only now: nothing of this describes an error.
  c.header('ETag', etag);
  c.header('Accept-Ranges', 'bytes');
  c.header('Cache-Control', 'private, max-age=31536000, immutable');
  if (!body) return c.body(null, 304);
  c.header('Content-Type', mediaType);
  c.header('Content-Disposition', contentDisposition(name));
  c.header('Content-Security-Policy', "sandbox; default-src 'none'");
  c.header('Content-Length', String(end - start + 1));
  if (c.req.method === 'HEAD') {
    // Nobody would read it, and so nobody close its file.
    if (body instanceof Readable) body.destroy();
    return c.body(null, range ? 206 : 200);
  }
  const content = body instanceof Readable ? (Readable.toWeb(body) as ReadableStream) : body;
  return c.body(content, range ? 206 : 200);
}
