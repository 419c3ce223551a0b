import { type ChildProcess, fork } from 'node:child_process';
import type { ReadyMessage } from '../shared/run-process.ts';

/** A process that is started again whenever it ends. */
export type Supervised = {
  /** Resolves when it is ready for the first time; rejects when it ends before. */
  readonly ready: Promise<ReadyMessage>;
  /** Ends it in good order; another is started. */
  restart(): void;
  /** Ends it for good: in good order, or by force after `timeoutMs`. */
  stop(timeoutMs: number): Promise<void>;
};

/** One that has lived this long is taken for healthy, and its next end for a first one. */
const HEALTHY_AFTER_MS = 10_000;
const LONGEST_PAUSE_MS = 5000;

/** Forks a process and keeps it running, with growing pauses when it keeps ending. */
export function supervise(
  name: string,
  entry: string,
  options: { env: NodeJS.ProcessEnv; execArgv: readonly string[]; log: (line: string) => void },
): Supervised {
  let child: ChildProcess | undefined;
  let timer: NodeJS.Timeout | undefined;
  let isStopping = false;
  let isExpected = false;
  let endsInARow = 0;
  let wasReady = false;
  let onReady: (message: ReadyMessage) => void;
  let onEarlyEnd: (error: Error) => void;
  const ready = new Promise<ReadyMessage>((resolve, reject) => {
    onReady = resolve;
    onEarlyEnd = reject;
  });

  function start(): void {
    const startedAt = Date.now();
    child = fork(entry, { env: options.env, execArgv: [...process.execArgv, ...options.execArgv] });
    child.on('message', (message: ReadyMessage) => {
      wasReady = true;
      onReady(message);
    });
    child.on('exit', (code, signal) => {
      child = undefined;
      if (!wasReady && !isExpected)
        onEarlyEnd(new Error(`The ${name} process did not start (${signal ?? `exit ${code}`})`));
      if (isStopping || !wasReady) return;
      endsInARow = Date.now() - startedAt > HEALTHY_AFTER_MS ? 0 : endsInARow + 1;
      const pauseMs = isExpected ? 0 : Math.min(LONGEST_PAUSE_MS, 50 * 2 ** endsInARow);
      if (!isExpected)
        options.log(`the ${name} process ended (${signal ?? `exit ${code}`}); starting another`);
      isExpected = false;
      timer = setTimeout(start, pauseMs);
    });
  }

  start();
  return {
    ready,
    restart() {
      isExpected = true;
      child?.kill('SIGTERM');
    },
    async stop(timeoutMs) {
      isStopping = true;
      clearTimeout(timer);
      const ending = child;
      if (!ending) return;
      const gone = new Promise((resolve) => ending.once('exit', resolve));
      ending.kill('SIGTERM');
      const force = setTimeout(() => ending.kill('SIGKILL'), timeoutMs);
      await gone;
      clearTimeout(force);
    },
  };
}
