import { AppError } from '../domain/errors.ts';

/** The time that a request has, from its start. */
export type Deadline = {
  /** Aborts when the time is over or the request is given up; its reason is an AppError. */
  readonly signal: AbortSignal;
  /** What the promise gives, unless the time is over before. */
  race<T>(promise: Promise<T>): Promise<T>;
  /** The request has ended. */
  clear(): void;
};

/** Starts the clock of a request, which `given` can end early. */
export function startDeadline(timeoutMs: number, given: AbortSignal | undefined, purpose: string): Deadline {
  const ended = new AbortController();
  const end = (code: 'url-timeout' | 'url-unreachable', reason: string) =>
    ended.abort(new AppError(code, `${purpose}.url: ${reason}`));
  const timer = setTimeout(
    () => end('url-timeout', `took longer than ${timeoutMs / 1000} s to answer`),
    timeoutMs,
  );
  const onGiven = () => end('url-unreachable', 'was given up');
  given?.addEventListener('abort', onGiven, { once: true });
  if (given?.aborted) onGiven();
  const { signal } = ended;
  return {
    signal,
    async race(promise) {
      let onAbort = () => {};
      const aborted = new Promise<never>((_, reject) => {
        onAbort = () => reject(signal.reason as AppError);
        signal.addEventListener('abort', onAbort, { once: true });
        if (signal.aborted) onAbort();
      });
      try {
        return await Promise.race([promise, aborted]);
      } finally {
        signal.removeEventListener('abort', onAbort);
      }
    },
    clear() {
      clearTimeout(timer);
      given?.removeEventListener('abort', onGiven);
    },
  };
}
