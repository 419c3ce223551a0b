import type { Context } from 'hono';

/** Nobody waits longer than this in one request. */
export const MOST_WAIT_SECONDS = 60;

/**
 * How long a client is willing to wait for the end of a job (RFC 7240, `wait`), ms. A preference is never an error:
 * one that makes no sense is not applied.
 *
 * @returns undefined without a usable one
 */
export function preferredWaitMs(c: Context): number | undefined {
  const header = c.req.header('Prefer');
  if (header?.trim().toLowerCase() === 'respond-async') c.header('Preference-Applied', 'respond-async');
  const seconds = header && /(?:^|[,;\s])wait\s*=\s*"?(\d{1,9})"?\s*(?:$|[,;])/i.exec(header)?.[1];
  if (!seconds) return undefined;
  const applied = Math.min(Number(seconds), MOST_WAIT_SECONDS);
  c.header('Preference-Applied', `wait=${applied}`);
  return applied * 1000;
}
