import { AppError } from '../../shared/domain/errors.ts';
import type { RateLimits } from '../../shared/rate-limits.ts';

const WINDOW_MS = 15 * 60_000;
/** Tries for one account from one address. */
const PER_PAIR = 10;
/** Tries for one account from wherever: more than its owner needs, so that others cannot lock them out with a few. */
const PER_ACCOUNT = 100;
/** Tries from one address, for whatever accounts. */
const PER_ADDRESS = 100;

/** Counts tries to sign in, so that passwords cannot be tried out. */
export type LogInLimit = {
  /**
   * Counts one try.
   *
   * @throws AppError `too-many-requests`, also for the right password: an answer would tell that it is right
   */
  refuseTooMany(who: { address: string; email: string }): Promise<void>;
  /** After a success the tries from there start anew. */
  forgive(who: { address: string; email: string }): Promise<void>;
};

export function createLogInLimit(limits: RateLimits): LogInLimit {
  const byPair = limits.limiter({ name: 'log-in', points: PER_PAIR, durationMs: WINDOW_MS });
  const byAccount = limits.limiter({ name: 'log-in-account', points: PER_ACCOUNT, durationMs: WINDOW_MS });
  const byAddress = limits.limiter({ name: 'log-in-address', points: PER_ADDRESS, durationMs: WINDOW_MS });
  const nameOf = (email: string) => email.trim().toLowerCase().slice(0, 254);
  const pairOf = ({ address, email }: { address: string; email: string }) => `${address} ${nameOf(email)}`;
  return {
    async refuseTooMany(who) {
      const waits = await Promise.all([
        byPair.take(pairOf(who)),
        byAccount.take(nameOf(who.email)),
        byAddress.take(who.address),
      ]);
      const waitMs = Math.max(...waits);
      if (waitMs > 0)
        throw new AppError('too-many-requests', 'Too many tries to sign in; wait before the next', {
          retryAfterMs: waitMs,
        });
    },
    forgive: (who) => byPair.forget(pairOf(who)),
  };
}
