import type { Context } from 'hono';
import { getCookie } from 'hono/cookie';
import { AppError } from '../../shared/domain/errors.ts';

/** The cookie of a signed-in browser. */
export const SESSION_COOKIE = 'penstock_session';

/** What a request shows to say who makes it. */
export type Credentials = { readonly token: string; readonly kind: 'key' | 'session' };

/**
 * The key in `Authorization: Bearer`, else the session in the cookie; undefined when there is neither.
 *
 * @throws AppError `unauthorized` when there is an `Authorization` of another kind
 */
export function credentialsOf(c: Context): Credentials | undefined {
  const header = c.req.header('Authorization');
  if (header !== undefined) {
    const token = /^Bearer +([\x21-\x7e]{1,512})$/i.exec(header)?.[1];
    if (!token) throw unauthorized(c, 'Authorization must be "Bearer" and an API key');
    return { token, kind: 'key' };
  }
  // To parse cookies costs every request of a program for nothing.
  if (c.req.header('Cookie') === undefined) return undefined;
  const token = getCookie(c, SESSION_COOKIE);
  return token ? { token, kind: 'session' } : undefined;
}

/** The refusal of a request that does not say who makes it, or says it wrong. */
export function unauthorized(c: Context, message: string): AppError {
  c.header('WWW-Authenticate', 'Bearer realm="penstock"');
  return new AppError('unauthorized', message);
}
