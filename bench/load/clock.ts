import { setImmediate, setTimeout } from 'node:timers/promises';

/** Time as the load sees it; tests hold one of their own. */
export type Clock = {
  /** Ms, monotonic. */
  readonly now: () => number;
  /** Resolves at a time, or as soon as `stop` is aborted; lets others run even when the time has passed. */
  readonly until: (atMs: number, stop: AbortSignal) => Promise<void>;
};

/** The time of this machine. */
export const CLOCK: Clock = {
  now: () => performance.now(),
  async until(atMs, stop) {
    const leftMs = atMs - performance.now();
    if (leftMs <= 0) await setImmediate();
    // A timer that is aborted rejects; here that is one of the two ways to be done.
    else await setTimeout(Math.ceil(leftMs), undefined, { signal: stop }).catch(() => {});
  },
};
