import type { Context, MiddlewareHandler } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { AppError } from '../shared/domain/errors.ts';
import { nodeRequest } from './node-bindings.ts';

/** A handful of fields that has not come by then is given up: whoever sends it byte by byte wants the connection. */
const COMES_WITHIN_MS = 60_000;

/** For routes whose JSON has a handful of fields: reads no more than 16 KiB of it. */
export const smallBody = bodyOfAtMost(16_384);

/** Reads no more than so much of a body, and waits no longer than a minute for it. */
export function bodyOfAtMost(bytes: number): MiddlewareHandler {
  const tooLarge = () => new AppError('content-too-large', `The body may have at most ${bytes} bytes`);
  const whileCounted = bodyLimit({
    maxSize: bytes,
    onError: () => {
      throw tooLarge();
    },
  });
  return async (c, next) => {
    // Before anybody asks for the body: what is not asked for Node reads to nowhere, and the connection stays of use.
    if (Number(c.req.header('Content-Length') ?? 0) > bytes) throw tooLarge();
    return await whileCounted(c, () => unlessItIsLate(c, next()));
  };
}

/** @throws AppError `request-timeout` */
async function unlessItIsLate(c: Context, handling: Promise<void>): Promise<void> {
  const incoming = nodeRequest(c);
  if (!incoming || incoming.complete) return await handling;
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      if (incoming.complete) return;
      c.header('Connection', 'close');
      reject(new AppError('request-timeout', `The body has not come within ${COMES_WITHIN_MS / 1000} s`));
    }, COMES_WITHIN_MS);
  });
  try {
    await Promise.race([handling, late]);
  } finally {
    clearTimeout(timer);
    // Should it end after all, nobody waits for it.
    handling.catch(() => {});
  }
}
