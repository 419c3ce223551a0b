import { rm } from 'node:fs/promises';
import { resolve } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { type Binaries, findBinaries, makeUsable } from './binaries.ts';
import { clearTheWay } from './clear-the-way.ts';
import { createCluster, hasCluster } from './cluster.ts';
import { toEmbeddedPostgresError } from './embedded-postgres-error.ts';
import { connect, keepOwnerLock, type OwnerLock } from './owner-lock.ts';
import { choosePlace, type Place } from './place.ts';
import { type Exit, launchPostmaster, type Postmaster } from './postmaster.ts';
import { programsOf } from './programs.ts';
import { chooseRunFolder, linkLibraries, makeRunFolder, PORT, type RunFolder } from './run-folder.ts';
import { openServerLog, type ServerLog } from './server-log.ts';
import { killLeftBackends } from './server-processes.ts';

/** A Postgres of our own, as long as this process lives. */
export type EmbeddedPostgres = {
  /** `postgres://postgres@localhost:5432/penstock?host=<folder of the Unix socket>`, the same at every start. */
  readonly url: string;
  /** The folder of the cluster. */
  readonly dataDir: string;
  /** The postmaster. */
  readonly pid: number;
  /** Resolves when the postmaster has ended without `stop()`; another `startEmbeddedPostgres` brings it back. */
  readonly crashed: Promise<Exit>;
  /** Fast shutdown; by force after `timeoutMs`. Safe to call twice, and after a crash. */
  stop(timeoutMs?: number): Promise<void>;
};

export type EmbeddedPostgresOptions = {
  /** The cluster lies in `<dataDir>/postgres`, the log in `<dataDir>/postgres.log`. Made when it is not there. */
  readonly dataDir: string;
  /** Told what a person should know: one sentence at a time. */
  readonly log: (line: string) => void;
};

const DATABASE = 'penstock';
const STOP_MS = 10_000;
/** Backends that outlive a killed postmaster end by themselves unless they are busy. */
const LINGER_MS = 2000;
const TAKE_OVER_MS = 10_000;
const GIVE_UP_MS = 30_000;
const LOOK_AGAIN_MS = 50;

/**
 * Starts the Postgres that npm installed on the data in `dataDir`, made on the first start, with a database
 * `penstock`. Of several that start in one folder, in this process or in others, one wins. What a killed process left
 * behind, a server included, is cleared away; nothing that was committed is lost.
 *
 * @throws EmbeddedPostgresError with a message for the person at the terminal
 */
export async function startEmbeddedPostgres(options: EmbeddedPostgresOptions): Promise<EmbeddedPostgres> {
  try {
    const binaries = await findBinaries();
    const place = await choosePlace(resolve(options.dataDir), options.log);
    const serverLog = await openServerLog(place.logFile);
    try {
      return await start(place, binaries, serverLog, options.log);
    } catch (error) {
      await serverLog.close();
      throw error;
    }
  } catch (error) {
    throw toEmbeddedPostgresError(error);
  }
}

async function start(
  place: Place,
  found: Binaries,
  serverLog: ServerLog,
  log: (line: string) => void,
): Promise<EmbeddedPostgres> {
  const { clusterDir } = place;
  const runFolder = await chooseRunFolder(place);
  const startedAt = Date.now();
  for (;;) {
    // Refuses foreign data before anything is touched.
    await hasCluster(clusterDir, found.major);
    const stalePid = await clearTheWay(place, runFolder.dir, log);
    const binaries = await makeUsable(found, place);
    await makeRunFolder(runFolder, place);
    const programs = programsOf(binaries, place, await linkLibraries(runFolder, binaries));
    if (!(await hasCluster(clusterDir, found.major))) {
      log(`Creating a Postgres ${found.major} database in ${clusterDir}`);
      await createCluster(place, programs);
    }
    const launch = await launchPostmaster(place, { programs, runFolder, serverLog, stalePid, log });
    if ('postmaster' in launch) {
      const lock = await takeOver(launch.postmaster, runFolder.dir);
      if (lock) return embeddedPostgres(place, runFolder, launch.postmaster, lock, serverLog);
    }
    const refusal = 'refusal' in launch ? launch.refusal : 'somebody else ended it while it started';
    const lastedMs = Date.now() - startedAt;
    if (!isPassing(refusal) || lastedMs > GIVE_UP_MS)
      throw new Error(
        `${refusal.split('\n').slice(-4).join(' ') || 'it ended without a word'} (${place.logFile})`,
      );
    if (SHARED_MEMORY.test(refusal) && lastedMs > LINGER_MS) await killLeftBackends(clusterDir);
    await delay(LOOK_AGAIN_MS);
  }
}

const SHARED_MEMORY = /pre-existing shared memory block/;

/** Another start was faster, or a killed server is not quite gone: looking again may find it otherwise. */
function isPassing(refusal: string): boolean {
  return SHARED_MEMORY.test(refusal) || /lock file .* (already exists|is empty)|somebody else/.test(refusal);
}

/**
 * Takes the owner's lock on our own server and makes the database.
 *
 * @returns nothing when the server has ended
 */
async function takeOver(postmaster: Postmaster, socketDir: string): Promise<OwnerLock | undefined> {
  const giveUpAt = Date.now() + TAKE_OVER_MS;
  for (;;) {
    const connection = connect(socketDir);
    try {
      if (await connection.tryLock()) {
        await connection.createDatabase(DATABASE);
        return keepOwnerLock(connection, socketDir);
      }
      if (Date.now() > giveUpAt) throw new Error('another process holds the lock of the database');
    } catch (error) {
      if (Date.now() > giveUpAt) {
        await connection.close();
        await postmaster.end(STOP_MS);
        throw error;
      }
    }
    await connection.close();
    if (postmaster.hasExited()) return undefined;
    await delay(LOOK_AGAIN_MS);
  }
}

/** The url of the server whose socket lies in this folder. */
export function urlAt(socketDir: string): string {
  return `postgres://postgres@localhost:${PORT}/${DATABASE}?host=${encodeURIComponent(socketDir)}`;
}

function embeddedPostgres(
  { clusterDir }: Place,
  runFolder: RunFolder,
  postmaster: Postmaster,
  lock: OwnerLock,
  serverLog: ServerLog,
): EmbeddedPostgres {
  let stopping: Promise<void> | undefined;
  const cleanedUp = postmaster.exited.then(async () => {
    await lock.release();
    await serverLog.close();
  });
  return {
    url: urlAt(runFolder.dir),
    dataDir: clusterDir,
    pid: postmaster.pid,
    crashed: new Promise((resolve) => {
      void postmaster.exited.then((exit) => stopping ?? resolve(exit));
    }),
    stop(timeoutMs = STOP_MS) {
      stopping ??= (async () => {
        // While the server still runs: the next start makes its own folder as soon as it has ended.
        if (runFolder.isTemporary && !postmaster.hasExited())
          await rm(runFolder.dir, { recursive: true, force: true });
        await postmaster.end(timeoutMs);
        await cleanedUp;
      })();
      return stopping;
    },
  };
}
