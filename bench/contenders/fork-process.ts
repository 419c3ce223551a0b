import { type ChildProcess, fork } from 'node:child_process';
import path from 'node:path';
import type { ReadyMessage } from '../../shared/run-process.ts';
import { endProcess } from '../end-process.ts';
import { ROOT } from '../root.ts';

/** A process of a contender, ready. */
export type ForkedProcess = {
  readonly pid: number;
  readonly ready: ReadyMessage;
  /** SIGTERM, and SIGKILL for one that does not end by it. */
  stop(): Promise<void>;
};

/**
 * Forks a compiled entry point, `api/main` for instance, and waits until it says that it is ready. Its log goes
 * nowhere, but is written. It ends with this process at the latest: all of them do when the line to it is cut.
 */
export async function forkProcess(entry: string, env: NodeJS.ProcessEnv): Promise<ForkedProcess> {
  if (isOver) throw new Error(`${entry} is not started any more`);
  const child = fork(path.join(ROOT, 'dist', `${entry}.js`), {
    env: { PATH: process.env['PATH'], ...env },
    execArgv: (process.env['BENCH_EXEC_ARGV'] ?? '').split(' ').filter(Boolean),
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
  });
  // What is cut off in the middle complains, and nobody wants to know.
  child.stderr!.on('data', (text: Buffer) => isOver || process.stderr.write(text));
  forked.add(child);
  child.once('exit', () => forked.delete(child));
  const ready = await new Promise<ReadyMessage>((resolve, reject) => {
    child.once('message', (message: ReadyMessage) => resolve(message));
    child.once('exit', (code) => reject(new Error(`${entry} ended with ${code} before it was ready`)));
  });
  return { pid: child.pid!, ready, stop: () => endProcess(child) };
}

/** Ends all that are there, also those that are not ready yet. Starting more is refused from then on. */
export async function endForked(): Promise<void> {
  isOver = true;
  await Promise.all([...forked].map(endProcess));
}

const forked = new Set<ChildProcess>();
let isOver = false;
