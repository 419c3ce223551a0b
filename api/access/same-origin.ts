import { createHmac, timingSafeEqual } from 'node:crypto';
import type { Context } from 'hono';
import { AppError } from '../../shared/domain/errors.ts';

const SAFE_METHODS = ['GET', 'HEAD', 'OPTIONS'];

/**
 * Refuses changes that a page from elsewhere makes with the browser's cookies, or with nothing where no sign-in is
 * asked for. Programs send no `Origin`; browsers always do with what changes something.
 *
 * @throws AppError `origin-not-allowed`
 */
export function requireSameOrigin(c: Context): void {
  if (SAFE_METHODS.includes(c.req.method)) return;
  const origin = c.req.header('Origin');
  if (origin === undefined && c.req.header('Sec-Fetch-Site') !== 'cross-site') return;
  if (origin !== undefined && hostOf(origin) === c.req.header('Host')?.toLowerCase()) return;
  throw new AppError('origin-not-allowed', 'Only pages of this server may do this without an API key');
}

function hostOf(origin: string): string | undefined {
  return URL.canParse(origin) ? new URL(origin).host : undefined;
}

/** What a page sends back as `X-CSRF-Token`: follows from the session, which no other page can read. */
export function csrfTokenOf(session: string): string {
  return createHmac('sha256', session).update('csrf').digest('base64url');
}

/**
 * Refuses changes by cookie that do not bring the token of `GET /v1/session`: a second lock besides the origin.
 *
 * @throws AppError `csrf-token-invalid`
 */
export function requireCsrfToken(c: Context, session: string): void {
  if (SAFE_METHODS.includes(c.req.method)) return;
  const given = Buffer.from(c.req.header('X-CSRF-Token') ?? '');
  const wanted = Buffer.from(csrfTokenOf(session));
  if (given.length === wanted.length && timingSafeEqual(given, wanted)) return;
  throw new AppError('csrf-token-invalid', 'Send X-CSRF-Token with the csrfToken of GET /v1/session');
}
