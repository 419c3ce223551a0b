import { execFile } from 'node:child_process';
import { readdir, readFile, stat } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';
import { promisify } from 'node:util';

/** A postmaster that is alive. */
export type ServerProcess = {
  readonly pid: number;
  /** The process that started it, while that is still its parent; a server without one is an orphan. */
  readonly supervisorPid: number | undefined;
};

/** On a postmaster's command line: who started it. Postgres takes any setting that has a dot in its name. */
export const SUPERVISOR_SETTING = 'penstock.supervisor';

/**
 * The live server of this cluster with this id. A process that took over the id of a dead server, a server of
 * another cluster and a zombie are none.
 */
export async function findServer(pid: number, clusterDir: string): Promise<ServerProcess | undefined> {
  const found =
    process.platform === 'linux' ? await fromProc(pid, clusterDir) : await fromPs(pid, clusterDir);
  if (!found) return undefined;
  const supervisor = Number(new RegExp(`${SUPERVISOR_SETTING}=(\\d+)`).exec(found.command)?.[1]);
  return { pid, supervisorPid: supervisor === found.parent ? supervisor : undefined };
}

/**
 * SIGKILL for the postmaster first, so that it starts nothing new, then for everything that it has started. Elsewhere
 * than on Linux the latter end by themselves when they see that it is gone.
 */
export async function killCluster(postmasterPid: number, clusterDir: string): Promise<void> {
  for (let looks = 0; looks < 100 && (await findServer(postmasterPid, clusterDir)); looks++) {
    sendSignal(postmasterPid, 'SIGKILL');
    await delay(10);
  }
  await killLeftBackends(clusterDir);
}

/** SIGKILL for what works for this cluster without a postmaster. A server that somebody has just started is spared. */
export async function killLeftBackends(clusterDir: string): Promise<void> {
  if (process.platform !== 'linux') return;
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name)).map(Number);
  const found = await Promise.all(pids.map((pid) => fromProc(pid, clusterDir)));
  const ofCluster = new Set(pids.filter((_, i) => found[i]));
  for (const [i, pid] of pids.entries()) {
    const it = found[i];
    const isBackend = it?.command.startsWith('postgres: ');
    if (it && isBackend && !ofCluster.has(it.parent)) sendSignal(pid, 'SIGKILL');
  }
}

/** Sends a signal; a process that has ended in between is what was wanted. */
export function sendSignal(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}

/** True while a process has this id; whose it is, it does not say. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

type Found = { readonly parent: number; readonly command: string };

/** Every process of a cluster works in its folder. By inode, so that a renamed or doubly mounted folder is one. */
async function fromProc(pid: number, clusterDir: string): Promise<Found | undefined> {
  const proc = `/proc/${pid}`;
  try {
    const [, name, state, parent] =
      /^\d+ \((.*)\) (\S) (\d+)/s.exec(await readFile(`${proc}/stat`, 'latin1')) ?? [];
    if (name !== 'postgres' || state === 'Z') return undefined;
    const [cwd, folder, command] = await Promise.all([
      stat(`${proc}/cwd`),
      stat(clusterDir),
      readFile(`${proc}/cmdline`, 'utf8'),
    ]);
    return cwd.ino === folder.ino && cwd.dev === folder.dev ? { parent: Number(parent), command } : undefined;
  } catch {
    // Ended, or of a user whose processes are hidden from us: in both cases no server of ours.
    return undefined;
  }
}

async function fromPs(pid: number, clusterDir: string): Promise<Found | undefined> {
  try {
    const { stdout } = await promisify(execFile)('ps', [
      '-ww',
      '-o',
      'ppid=,state=,command=',
      '-p',
      String(pid),
    ]);
    const [, parent, state, command = ''] = /^\s*(\d+)\s+(\S+)\s+(.*)/s.exec(stdout) ?? [];
    if (state?.startsWith('Z') || !command.includes(`-D ${clusterDir} `)) return undefined;
    return { parent: Number(parent), command };
  } catch {
    // `ps` fails when there is no such process.
    return undefined;
  }
}
