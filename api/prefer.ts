import type { Context } from 'hono';

/** Nobody waits longer than this in one request. */
export const MOST_WAIT_SECONDS = 60;

/** What a client prefers (RFC 7240), as far as it makes sense: a preference is never an error. */
export type Preference = {
  /** How long it is willing to wait for the end of a job, ms; undefined when it is not. */
  readonly waitMs: number | undefined;
  /** Says which preference was applied; none when there was none to apply. */
  readonly headers: { readonly 'Preference-Applied'?: string };
};

/** Reads `Prefer: wait=…` and `Prefer: respond-async`. */
export function preferenceOf(c: Context): Preference {
  const header = c.req.header('Prefer');
  if (header === undefined) return { waitMs: undefined, headers: {} };
  const seconds = /(?:^|[,;\s])wait\s*=\s*"?(\d{1,9})"?\s*(?:$|[,;])/i.exec(header)?.[1];
  if (seconds) {
    const applied = Math.min(Number(seconds), MOST_WAIT_SECONDS);
    return { waitMs: applied * 1000, headers: { 'Preference-Applied': `wait=${applied}` } };
  }
  const isAsync = header.trim().toLowerCase() === 'respond-async';
  return { waitMs: undefined, headers: isAsync ? { 'Preference-Applied': 'respond-async' } : {} };
}
