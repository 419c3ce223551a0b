import { AppError } from '../../shared/domain/errors.ts';
import type { RateLimits } from '../../shared/rate-limits.ts';

const WINDOW_MS = 60_000;
/** Taken from the shared counter at a time: a hundredth of the limit, so that a request seldom has to ask for it. */
const SHARES = 100;
const MOST_REMEMBERED = 10_000;

type Allowance = { left: number; refusedUntil: number };

/**
 * Bounds how many requests a key, or an address, makes in a minute, over all apis. Each api takes a share of the limit
 * at a time and counts it down by itself: one trip to the store for a hundredth of the limit.
 */
export class RequestRate {
  readonly #limiter: ReturnType<RateLimits['limiter']>;
  readonly #share: number;
  readonly #allowances = new Map<string, Allowance>();
  readonly #now: () => number;

  constructor(
    limits: RateLimits,
    { name, perMinute, now = Date.now }: { name: string; perMinute: number; now?: () => number },
  ) {
    this.#limiter = limits.limiter({ name, points: perMinute, durationMs: WINDOW_MS });
    this.#share = Math.max(1, Math.floor(perMinute / SHARES));
    this.#now = now;
  }

  /** @throws AppError `too-many-requests` */
  async count(key: string): Promise<void> {
    const allowance = this.#allowanceOf(key);
    if (allowance.left > 0) {
      allowance.left--;
      return;
    }
    const now = this.#now();
    if (allowance.refusedUntil <= now) {
      const waitMs = await this.#limiter.take(key, this.#share);
      if (waitMs === 0) {
        allowance.left += this.#share - 1;
        return;
      }
      allowance.refusedUntil = now + waitMs;
    }
    throw new AppError('too-many-requests', 'Too many requests; wait before the next', {
      retryAfterMs: allowance.refusedUntil - now,
    });
  }

  #allowanceOf(key: string): Allowance {
    const known = this.#allowances.get(key);
    if (known) return known;
    if (this.#allowances.size >= MOST_REMEMBERED) this.#allowances.clear();
    const fresh = { left: 0, refusedUntil: 0 };
    this.#allowances.set(key, fresh);
    return fresh;
  }
}
