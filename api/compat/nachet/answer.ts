import type { Context, MiddlewareHandler } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import type { Deps } from '../../deps.ts';
import { base64Limit } from '../base64-limit.ts';

/** What the original says when it cannot do what it was asked; every answer of this kind is a 400. */
export class NachetError extends Error {
  override readonly name = 'NachetError';
}

type Fields = Record<string, unknown>;

/**
 * Reads the JSON of a request and answers with what is made of it; with a list of one sentence when that fails.
 *
 * @param doing what was being done, as the original says it: `during classification`
 * @param make throws `NachetError` for what the client did wrong; everything else is said without its reason
 */
export async function answer(
  c: Context,
  { deps, doing }: { deps: Deps; doing: string },
  make: (fields: Fields) => Promise<object | boolean>,
): Promise<Response> {
  try {
    const body: unknown = await c.req.json().catch(() => ({}));
    return c.json((await make(isFields(body) ? body : {})) as object);
  } catch (error) {
    if (error instanceof NachetError) return c.json([error.message], 400);
    deps.log.warn('nachet.failed', {
      requestId: c.get('requestId'),
      doing,
      err: { message: (error as Error).message },
    });
    return c.json([`Unhandled API error : Error ${doing}`], 400);
  }
}

/** A field that holds text; empty when it does not. */
export function text(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

/** Pictures come as base64 in JSON. */
export function limitBody({ config }: Deps): MiddlewareHandler {
  return bodyLimit({
    maxSize: base64Limit(config),
    onError: (c) => c.json(['Unhandled API error : the request is too large'], 400),
  });
}

function isFields(body: unknown): body is Fields {
  return typeof body === 'object' && body !== null && !Array.isArray(body);
}
