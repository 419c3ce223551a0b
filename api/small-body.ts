import type { MiddlewareHandler } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { AppError } from '../shared/domain/errors.ts';

/** For routes whose JSON has a handful of fields: reads no more than 16 KiB of it. */
export const smallBody = bodyOfAtMost(16_384);

/** Reads no more than so much of a body. */
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
    return await whileCounted(c, next);
  };
}
