import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';

/** Longer than the product gives itself to finish what is under way. */
const PATIENCE_MS = 20_000;

/** SIGTERM, and SIGKILL for one that does not end by it. Safe to call twice, and when it has ended. */
export async function endProcess(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, 'exit');
  child.kill('SIGTERM');
  const timer = setTimeout(() => child.kill('SIGKILL'), PATIENCE_MS);
  await ended;
  clearTimeout(timer);
}
