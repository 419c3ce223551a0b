import type { Context } from 'hono';
import { deleteCookie, getCookie, setCookie } from 'hono/cookie';
import { escapeHtml } from '../../html.ts';

const COOKIE = 'flash';

/** Has the next page say something, once. */
export function flash(c: Context, message: string): void {
  setCookie(c, COOKIE, message, { path: '/', httpOnly: true, sameSite: 'Lax', maxAge: 60 });
}

/** What the page before has left to be said, as HTML. */
export function flashed(c: Context): string {
  const message = getCookie(c, COOKIE);
  if (message === undefined) return '';
  deleteCookie(c, COOKIE, { path: '/' });
  return `<p class="flash" role="status">${escapeHtml(message)}</p>\n`;
}
