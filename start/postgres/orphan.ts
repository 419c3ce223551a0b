import { readFile, rm } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Place } from './place.ts';

/** How long a server gets to stop in good order before it is told more plainly. */
const STOP_MS = 10_000;

/**
 * Ends a server of this cluster that has outlived its supervisor, and removes a pid file that names nobody of ours.
 * To be called by the owner of the data folder only, before it starts a server of its own.
 */
export async function endOrphan({ clusterDir }: Place): Promise<void> {
  const pidFile = path.join(clusterDir, 'postmaster.pid');
  const pid = Number((await readFile(pidFile, 'utf8').catch(() => '')).split('\n')[0]);
  if (!pid) return;
  if (!isAlive(pid)) return; // Postgres sees that by itself.
  if (!(await isServerOf(pid, clusterDir))) {
    // The number was given to another process meanwhile; Postgres would refuse to start beside it.
    await rm(pidFile, { force: true });
    return;
  }
  // Fast, then immediate, then not at all: crash recovery mends what the last two leave.
  for (const signal of ['SIGINT', 'SIGQUIT', 'SIGKILL'] as const) {
    send(pid, signal);
    if (await isGone(pid, STOP_MS)) return;
  }
}

/** Whether a process exists. A zombie does; it is somebody's child who has not asked yet, and runs no more. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

async function isServerOf(pid: number, clusterDir: string): Promise<boolean> {
  const commandLine = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => undefined);
  // Without /proc (macOS) the pid file is believed.
  if (commandLine === undefined) return process.platform !== 'linux';
  return commandLine.includes('postgres') && commandLine.split('\0').includes(clusterDir);
}

async function isGone(pid: number, withinMs: number): Promise<boolean> {
  for (const deadline = Date.now() + withinMs; Date.now() < deadline; await sleep(20)) {
    if (!isAlive(pid) || (await isZombie(pid))) return true;
  }
  return false;
}

async function isZombie(pid: number): Promise<boolean> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '');
  return /\) Z/.test(stat);
}

function send(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch {
    // Gone between the look and the signal.
  }
}
