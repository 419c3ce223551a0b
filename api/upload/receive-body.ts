import { Readable } from 'node:stream';
import type { Context } from 'hono';
import { AppError } from '../../shared/domain/errors.ts';
import { nodeRequest } from '../node-bindings.ts';
import { discardRest } from './discard-rest.ts';

/** A body of which nothing comes for so long is given up. */
const STALLED_AFTER_MS = 20_000;

/**
 * Reads a body as long as it keeps coming. What is left of a refused one is read to nowhere, so that the client sees the
 * answer.
 *
 * @throws AppError `request-timeout`, `malformed-body`, and what `read` throws
 */
export async function receiveBody<T>(c: Context, read: () => Promise<T>): Promise<T> {
  try {
    return await beforeItStalls(c, read());
  } catch (cause) {
    const incoming = nodeRequest(c);
    if (cause instanceof AppError && cause.code === 'request-timeout') c.header('Connection', 'close');
    else if (incoming) await discardRest(incoming);
    if (cause instanceof AppError || (cause as NodeJS.ErrnoException).code !== 'ECONNRESET') throw cause;
    throw new AppError('malformed-body', 'The body ended before it was complete', { cause });
  }
}

/** @throws AppError `request-timeout` */
async function beforeItStalls<T>(c: Context, reading: Promise<T>): Promise<T> {
  const incoming = nodeRequest(c);
  if (!incoming) return await reading;
  const stalled = new Promise<never>((_, reject) => {
    incoming.setTimeout(STALLED_AFTER_MS, () =>
      reject(new AppError('request-timeout', `Nothing of the body came for ${STALLED_AFTER_MS / 1000} s`)),
    );
  });
  try {
    return await Promise.race([reading, stalled]);
  } finally {
    incoming.setTimeout(0);
    // Should it end after all, nobody waits for it.
    reading.catch(() => {});
  }
}

/**
 * A place among the uploads under way.
 *
 * @param take gives the function that gives it back; undefined when there is none
 * @throws AppError `too-many-uploads`
 */
export function takeUploadSlot(take: () => (() => void) | undefined): () => void {
  const release = take();
  if (release) return release;
  throw new AppError('too-many-uploads', 'Too many uploads are under way; try again in a moment', {
    retryAfterMs: 1000,
  });
}

/** What a body says that it is, without parameters; undefined when it says nothing. */
export function mediaTypeOf(c: Context): string | undefined {
  return c.req.header('Content-Type')?.split(';')[0]?.trim().toLowerCase();
}

/** @throws AppError `unsupported-media-type` */
export function refuseEncoded(c: Context): void {
  const encoding = c.req.header('Content-Encoding');
  if (encoding && encoding !== 'identity')
    throw new AppError(
      'unsupported-media-type',
      `Content-Encoding ${encoding.slice(0, 32)} is not supported`,
    );
}

/** Where the options belong in the body, a query has none. @throws AppError `unknown-field` */
export function refuseQuery(c: Context): void {
  const [name] = Object.keys(c.req.queries());
  if (name !== undefined) throw new AppError('unknown-field', `${name}: the options belong in the body`);
}

/** Node's own stream where there is one: going through a web stream costs a copy and a promise per chunk. */
export function bodyOf(c: Context): Readable {
  const incoming = nodeRequest(c);
  if (incoming) return incoming;
  return c.req.raw.body
    ? Readable.fromWeb(c.req.raw.body as Parameters<typeof Readable.fromWeb>[0])
    : Readable.from([]);
}
