import type { Sql } from '../shared/db/client.ts';
import { type AttemptRef, renewLeases } from '../shared/jobs/renew-leases.ts';
import type { Log } from '../shared/log.ts';

/** The attempts that a worker holds. Keeps their leases alive while it lives. */
export class Leases {
  readonly #held = new Map<string, number>();
  readonly #timer: NodeJS.Timeout;
  #isRenewing = false;

  constructor(sql: Sql, { leaseMs, log }: { leaseMs: number; log: Log }) {
    this.#timer = setInterval(() => void this.#renew(sql, leaseMs, log), leaseMs / 3);
  }

  get count(): number {
    return this.#held.size;
  }

  hold(attempts: readonly AttemptRef[]): void {
    for (const { id, attempt } of attempts) this.#held.set(id, attempt);
  }

  /** Lets an attempt go, unless a later one of the same job is held by now. */
  release({ id, attempt }: AttemptRef): void {
    if (this.#held.get(id) === attempt) this.#held.delete(id);
  }

  /** The attempt at a job that is held; undefined when none is. */
  attemptOf(id: string): number | undefined {
    return this.#held.get(id);
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  async #renew(sql: Sql, leaseMs: number, log: Log): Promise<void> {
    if (this.#isRenewing || this.#held.size === 0) return;
    this.#isRenewing = true;
    const asked = [...this.#held].map(([id, attempt]) => ({ id, attempt }));
    try {
      const mine = new Set(await renewLeases(sql, asked, { leaseMs }));
      for (const ref of asked) {
        // Settled while the statement was under way, canceled, or taken by the sweeper.
        if (mine.has(ref.id) || this.#held.get(ref.id) !== ref.attempt) continue;
        this.release(ref);
        log.info('attempt.lost', { jobId: ref.id, attempt: ref.attempt });
      }
    } catch (err) {
      // The next round tries again; should the leases run out, other workers take over and these ends are fenced.
      log.warn('lease.renewal-failed', { held: asked.length, err: { message: (err as Error).message } });
    } finally {
      this.#isRenewing = false;
    }
  }
}
