import type { StepProgress } from './protocol.ts';

/** Jobs that are done within it report nothing; others about five times a second, whatever they are made of. */
const PERIOD_MS = 200;

/**
 * Gathers what steps report and sends the latest of each job now and then. What is not sent yet when its job ends is
 * never sent.
 */
export class ProgressReports {
  readonly #send: (jobs: readonly StepProgress[]) => void;
  readonly #latest = new Map<string, StepProgress>();
  #timer: NodeJS.Timeout | undefined;

  constructor(send: (jobs: readonly StepProgress[]) => void) {
    this.#send = send;
  }

  add(progress: StepProgress): void {
    this.#latest.set(progress.jobId, progress);
    this.#timer ??= setTimeout(() => this.#flush(), PERIOD_MS);
  }

  /** The batch has ended. */
  clear(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#latest.clear();
  }

  #flush(): void {
    this.#timer = undefined;
    const jobs = [...this.#latest.values()];
    this.#latest.clear();
    this.#send(jobs);
  }
}
