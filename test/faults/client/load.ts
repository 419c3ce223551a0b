import { setTimeout as pause } from 'node:timers/promises';
import type { Client, SubmitOptions } from './client.ts';
import { USUAL_FOLLOWERS } from './followers.ts';
import { PICTURES } from './submission.ts';

/** How fast jobs are submitted. */
export type Pace = {
  readonly perSecond: number;
  /** So many jobs may be unfinished; then the client holds back until some have ended. */
  readonly mostOpen: number;
};

export type LoadOptions = {
  /** Before the fault and after it: what the machine can bear, so that recovery is not hidden behind a queue. */
  readonly pace: Pace;
  /** While the fault goes on. */
  readonly during: Pace;
  /** The least number of pictures in all. */
  readonly atLeast: number;
  /** So many of them only after the fault is over. */
  readonly after: number;
} & SubmitOptions;

/** As fast as may be without a queue that grows. */
export const STEADY: Pace = { perSecond: 200, mostOpen: 120 };

/** For faults whose jobs have to run again soon: others wait before them, so there must be few. */
export const GENTLE = {
  pace: { perSecond: 150, mostOpen: 40 },
  during: { perSecond: 30, mostOpen: 40 },
} as const satisfies Partial<LoadOptions>;

const TICK_MS = 10;
/** So many submissions may wait for an answer; then the client holds back. */
const MOST_UNANSWERED = 250;

/** A steady stream of pictures from a client, from `start` until the fault is over and enough have been sent. */
export class Load {
  readonly #client: Client;
  readonly #options: LoadOptions;
  readonly #ends: Promise<void>[] = [];
  readonly #watchers: { count: number; resolve: () => void }[] = [];
  #sending: Promise<void> = Promise.resolve();
  #sent = 0;
  #unanswered = 0;
  #accepted = 0;
  #open = 0;
  #isBreaking = false;
  #sendUntil = Infinity;

  constructor(client: Client, options: LoadOptions) {
    this.#client = client;
    this.#options = options;
  }

  /** Begins to send. */
  start(): void {
    this.#sending = this.#send();
  }

  /** Resolves when so many pictures have been accepted. */
  async accepted(count: number): Promise<void> {
    if (this.#accepted >= count) return;
    await new Promise<void>((resolve) => this.#watchers.push({ count, resolve }));
  }

  /** The fault begins. */
  breaks(): void {
    this.#isBreaking = true;
  }

  /** Sends what is left to be sent after the fault; resolves when the ends of all jobs have been seen. */
  async finish(): Promise<void> {
    const { atLeast, after } = this.#options;
    this.#isBreaking = false;
    this.#sendUntil = Math.max(atLeast, this.#sent + after);
    await this.#sending;
    await Promise.all(this.#ends);
  }

  async #send(): Promise<void> {
    let last = performance.now();
    for (let owed = 0; this.#sent < this.#sendUntil && !this.#client.isOver; ) {
      const now = performance.now();
      const { perSecond, mostOpen } = this.#isBreaking ? this.#options.during : this.#options.pace;
      const mayGo = () => this.#unanswered < MOST_UNANSWERED && this.#open < mostOpen;
      // What could not be sent in time is not made up for: it would come as a burst.
      owed = Math.min(perSecond / 10, owed + ((now - last) / 1000) * perSecond);
      last = now;
      for (; owed >= 1 && mayGo() && this.#sent < this.#sendUntil; owed--) this.#sendOne();
      await pause(TICK_MS);
    }
  }

  #sendOne(): void {
    const n = this.#sent++;
    const names = USUAL_FOLLOWERS;
    const { follower = names[n % names.length]!, api } = this.#options;
    const { promise, accepted, ended } = this.#client.submit(
      PICTURES[Math.floor(n / names.length) % PICTURES.length]!,
      { follower, ...(api !== undefined && { api }) },
    );
    this.#unanswered++;
    this.#open++;
    void accepted.then(() => {
      this.#unanswered--;
      if (promise.id === undefined) return;
      this.#accepted++;
      for (const { resolve } of this.#watchers.filter(({ count }) => count === this.#accepted)) resolve();
    });
    this.#ends.push(ended.then(() => void this.#open--));
  }
}
