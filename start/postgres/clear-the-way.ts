import { setTimeout as delay } from 'node:timers/promises';
import { EmbeddedPostgresError } from './embedded-postgres-error.ts';
import { type Connection, connect } from './owner-lock.ts';
import { readPidFile, removeEmptyPidFile } from './pid-file.ts';
import type { Place } from './place.ts';
import { findServer, isAlive, killCluster, type ServerProcess, sendSignal } from './server-processes.ts';

const LOOK_AGAIN_MS = 25;
/** A server that another start is bringing up or taking down gets this long to become one thing or the other. */
const PATIENCE_MS = 20_000;
/** An orphan that is asked to end writes a checkpoint first. */
const FAST_SHUTDOWN_MS = 10_000;
const KILLED_MS = 5000;

/**
 * Resolves when no server of this place runs. One that has an owner stays; one whose supervisor is dead is ended,
 * by whoever gets its owner's lock. Whoever dies on the way leaves what the next start can look at afresh: a lock
 * ends with its session, and a server is then an orphan again.
 *
 * @returns the process id in a `postmaster.pid` that a dead server left, if there is one
 * @throws EmbeddedPostgresError `already-running`
 */
export async function clearTheWay(
  { clusterDir, dataDir }: Place,
  socketDir: string,
  log: (line: string) => void,
): Promise<number | undefined> {
  const deadline = Date.now() + PATIENCE_MS;
  for (;;) {
    const pidFile = await readPidFile(clusterDir);
    const server = pidFile && (await findServer(pidFile.pid, clusterDir));
    // Another TMPDIR may have put a live server's socket elsewhere. The file of a dead one is not to be believed: in
    // a copied data folder it names the original's socket.
    const connection = connect((server && pidFile.socketDir) || socketDir);
    try {
      const answer = await ask(connection);
      if (answer === 'silent' && !server) {
        await removeEmptyPidFile(clusterDir);
        return pidFile?.pid;
      }
      const owner = typeof answer === 'object' ? answer.owner : undefined;
      // The lock of an owner that was killed in the middle of a statement stays until the statement is done.
      if (owner !== undefined && (!server || isAlive(owner))) throw alreadyRunning(dataDir, owner);
      if (server && !server.supervisorPid) {
        const isFree = typeof answer === 'object' && owner === undefined;
        // A server that says nothing for so long hangs, and nobody else is there to end it.
        const isOurs = isFree ? await connection.tryLock() : Date.now() > deadline;
        if (isOurs) {
          log(`Ending the Postgres of a Penstock that was killed (pid ${server.pid})`);
          await endServer(server, clusterDir);
          continue;
        }
      }
      if (Date.now() > deadline) throw alreadyRunning(dataDir, server?.supervisorPid);
    } finally {
      await connection.close();
    }
    await delay(LOOK_AGAIN_MS);
  }
}

/** Fast shutdown, then force. Resolves when the server and all of its processes are gone; safe to repeat. */
async function endServer(server: ServerProcess, clusterDir: string): Promise<void> {
  sendSignal(server.pid, 'SIGINT');
  if (await isGone(server.pid, clusterDir, FAST_SHUTDOWN_MS)) return;
  await killCluster(server.pid, clusterDir);
  await isGone(server.pid, clusterDir, KILLED_MS);
}

async function isGone(pid: number, clusterDir: string, withinMs: number): Promise<boolean> {
  const deadline = Date.now() + withinMs;
  while (await findServer(pid, clusterDir)) {
    if (Date.now() > deadline) return false;
    await delay(LOOK_AGAIN_MS);
  }
  return true;
}

/** `silent`: nobody listens. `busy`: a server that starts, ends, hangs or has no connection left. */
type Answer = 'silent' | 'busy' | { readonly owner: number | undefined };

async function ask(connection: Connection): Promise<Answer> {
  try {
    return { owner: await connection.owner() };
  } catch (error) {
    return ['ENOENT', 'ECONNREFUSED'].includes((error as NodeJS.ErrnoException).code ?? '')
      ? 'silent'
      : 'busy';
  }
}

function alreadyRunning(dataDir: string, pid: number | undefined): EmbeddedPostgresError {
  const who = pid ? `pid ${pid}` : 'a process that cannot be seen from here, perhaps in another container';
  return new EmbeddedPostgresError(
    'already-running',
    `Penstock already runs in this folder (${who}). Stop it first, or set DATA_DIR to another folder than ${dataDir}.`,
  );
}
