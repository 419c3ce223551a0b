/** What follows an attempt to tell a receiver. */
export type DeliveryOutcome =
  | { readonly kind: 'delivered' }
  | { readonly kind: 'failed' }
  | { readonly kind: 'retry'; readonly delayMs: number };

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** Waits after the first attempt, the second, and so on, as Standard Webhooks 1.0.0 proposes them; then it is given up. */
const SCHEDULE_MS = [
  5 * SECOND,
  5 * MINUTE,
  30 * MINUTE,
  2 * HOUR,
  5 * HOUR,
  10 * HOUR,
  14 * HOUR,
  20 * HOUR,
  24 * HOUR,
];
/** So that what failed together does not come back together. */
const JITTER = 0.1;
const GONE = 410;
const BUSY = [429, 503];

/**
 * Decides by the receiver's answer: 2xx is success, 410 the end, all else (redirects, which are not followed, included)
 * another attempt while the schedule has one.
 *
 * @param attempt the number of this attempt, from 1
 * @param answer `status`: null when there was none; `retryAfter`: the header, which a 429 or 503 can put the next
 *   attempt off with, by a day at most
 */
export function outcomeOfAnswer(
  attempt: number,
  { status, retryAfter }: { status: number | null; retryAfter?: string | undefined },
  { random = Math.random, nowMs = Date.now() }: { random?: () => number; nowMs?: number } = {},
): DeliveryOutcome {
  if (status !== null && status >= 200 && status < 300) return { kind: 'delivered' };
  const scheduledMs = SCHEDULE_MS[attempt - 1];
  if (status === GONE || scheduledMs === undefined) return { kind: 'failed' };
  const jittered = scheduledMs * (1 + JITTER * (2 * random() - 1));
  const askedMs = status !== null && BUSY.includes(status) ? retryAfterMs(retryAfter, nowMs) : 0;
  return { kind: 'retry', delayMs: Math.round(Math.max(jittered, askedMs)) };
}

/** Seconds or an HTTP date (RFC 9110, 10.2.3); 0 for what is neither. */
function retryAfterMs(header: string | undefined, nowMs: number): number {
  if (header === undefined) return 0;
  const ms = /^\d+$/.test(header) ? Number(header) * SECOND : Date.parse(header) - nowMs;
  return Number.isNaN(ms) ? 0 : Math.min(DAY, Math.max(0, ms));
}
