import { chmod, readFile, rm } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';
import { readPidFile } from './pid-file.ts';
import type { Place } from './place.ts';
import type { Programs } from './programs.ts';
import { type RunFolder, socketPath } from './run-folder.ts';
import type { ServerLog } from './server-log.ts';
import { killCluster, sendSignal } from './server-processes.ts';
import { serverSettings } from './server-settings.ts';

export type Exit = { readonly code: number | null; readonly signal: NodeJS.Signals | null };

/** A server that is our child. */
export type Postmaster = {
  readonly pid: number;
  readonly exited: Promise<Exit>;
  hasExited(): boolean;
  /** Fast shutdown, by force after `timeoutMs`. Safe to repeat. */
  end(timeoutMs: number): Promise<void>;
};

/** A server that is ready, or why there is none: what it wrote before it ended. */
export type Launch = { readonly postmaster: Postmaster } | { readonly refusal: string };

const LOOK_AGAIN_MS = 5;
const TELL_EVERY_MS = 10_000;

/**
 * Starts the server and waits until it takes connections, however long the recovery after a crash is.
 *
 * @param stalePid a process id in `postmaster.pid` that is known not to be a server of this cluster
 */
export async function launchPostmaster(
  place: Place,
  {
    programs,
    runFolder,
    serverLog,
    stalePid,
    log,
  }: {
    programs: Programs;
    runFolder: RunFolder;
    serverLog: ServerLog;
    stalePid: number | undefined;
    log: (line: string) => void;
  },
): Promise<Launch> {
  const { clusterDir } = place;
  // A copied folder often has lost the mode that Postgres insists on.
  await chmod(clusterDir, 0o700);
  await removeStaleSocketLock(runFolder.dir, stalePid);
  const fromByte = await serverLog.size();
  const settings = Object.entries(serverSettings(runFolder.dir, process.pid));
  // Postgres takes a live process with the id in its pid file for a server, except its own grandparent. Telling it
  // that this one is leaves every other check, and the replacing of the file, to Postgres: deleting the file here
  // could delete that of a server which somebody else has just started.
  const env = stalePid ? { PG_GRANDPARENT_PID: String(stalePid) } : {};
  const args = ['-D', clusterDir, ...settings.flatMap(([name, value]) => ['-c', `${name}=${value}`])];
  const child = await programs.postgres(args, serverLog.fd, env);
  const postmaster = postmasterOf(child, clusterDir);

  for (let tellAt = Date.now() + TELL_EVERY_MS; !postmaster.hasExited(); ) {
    const pidFile = await readPidFile(clusterDir);
    if (pidFile?.pid === postmaster.pid && pidFile.isReady) return { postmaster };
    if (Date.now() > tellAt) {
      log('Postgres is still starting: it brings its data back into order');
      tellAt += TELL_EVERY_MS;
    }
    await delay(LOOK_AGAIN_MS);
  }
  return { refusal: ownLines(await serverLog.read(fromByte), postmaster.pid) };
}

function postmasterOf(child: Awaited<ReturnType<Programs['postgres']>>, clusterDir: string): Postmaster {
  const pid = child.pid ?? 0;
  const exited = new Promise<Exit>((resolve) => {
    child.once('exit', (code, signal) => resolve({ code, signal }));
  });
  const hasExited = () => child.exitCode !== null || child.signalCode !== null;
  return {
    pid,
    exited,
    hasExited,
    async end(timeoutMs) {
      if (hasExited()) return;
      sendSignal(pid, 'SIGINT');
      const force = setTimeout(() => void killCluster(pid, clusterDir), timeoutMs);
      await exited;
      clearTimeout(force);
    },
  };
}

/** A machine that lost power between two files may have left a socket lock with another process id. */
async function removeStaleSocketLock(runDir: string, stalePid: number | undefined): Promise<void> {
  const path = `${socketPath(runDir)}.lock`;
  const content = await readFile(path, 'utf8').catch(() => undefined);
  if (content !== undefined && Number.parseInt(content, 10) !== stalePid) await rm(path, { force: true });
}

/** Another start may write to the same log. Its lines carry its own process id. */
function ownLines(text: string, pid: number): string {
  const lines = text
    .split('\n')
    .filter((line) => line && (line.includes(`[${pid}]`) || !/ \[\d+\] /.test(line)));
  return lines.map((line) => line.replace(/^.* \[\d+\] /, '')).join('\n');
}
