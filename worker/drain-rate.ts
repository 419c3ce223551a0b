/** How far back the rate looks. */
const WINDOW_MS = 5000;

/** Measures how many jobs per second a worker settles while it has work; idle time does not count. */
export class DrainRate {
  done = 0;
  #busySince: number | undefined;
  #windows: { at: number; done: number; busyMs: number }[] = [];
  readonly #now: () => number;

  constructor(now: () => number = () => performance.now()) {
    this.#now = now;
  }

  /** To be called whenever the number of jobs in hand changes. */
  update({ running, settled }: { running: number; settled: number }): void {
    const now = this.#now();
    this.done += settled;
    const busyMs = this.#busySince === undefined ? 0 : now - this.#busySince;
    const last = this.#windows.at(-1);
    if (last && now - last.at < 1000) {
      last.done += settled;
      last.busyMs += busyMs;
    } else if (settled > 0 || busyMs > 0) this.#windows.push({ at: now, done: settled, busyMs });
    this.#busySince = running > 0 ? now : undefined;
    // An idle spell must not forget what the worker can do.
    while (this.#windows.length > 1 && this.#windows[0]!.at < now - WINDOW_MS) this.#windows.shift();
  }

  /** Jobs per second of busy time; null before anything was measured. */
  get perSecond(): number | null {
    const done = this.#windows.reduce((sum, w) => sum + w.done, 0);
    const busyMs = this.#windows.reduce((sum, w) => sum + w.busyMs, 0);
    return done > 0 && busyMs > 0 ? Math.round((done / busyMs) * 100_000) / 100 : null;
  }
}
