import type { Context } from 'hono';
import { setCookie } from 'hono/cookie';
import { SESSION_MS } from '../../shared/access/sessions.ts';
import { SESSION_COOKIE } from './credentials.ts';

/** Gives the browser the cookie that it stays signed in with. */
export function setSessionCookie(c: Context, token: string): void {
  setCookie(c, SESSION_COOKIE, token, {
    path: '/',
    httpOnly: true,
    sameSite: 'Lax',
    // Whoever terminates TLS says so; a lie here only keeps the liar's own cookie from being sent.
    secure: c.req.header('X-Forwarded-Proto') === 'https',
    maxAge: SESSION_MS / 1000,
  });
}
