import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, openSync, statSync, truncateSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import postgres from 'postgres';
import { ensureCluster } from './cluster.ts';
import { EmbeddedPostgresError } from './errors.ts';
import { endOrphan } from './orphan.ts';
import { takeOwnerLock } from './owner-lock.ts';
import { type Place, preparePlace } from './place.ts';

/** A Postgres of our own, for as long as we live. */
export type EmbeddedPostgres = {
  /** `postgres://postgres@localhost:5432/penstock?host=<folder of the socket>` */
  readonly url: string;
  /** Where the cluster really lies. */
  readonly clusterDir: string;
  /** Called when the server has ended although nobody asked it to; `start` brings it back. */
  onCrash: (code: number | null, signal: NodeJS.Signals | null) => void;
  /**
   * Starts the server, whatever state the last one left the cluster in; what was committed is there.
   *
   * @throws EmbeddedPostgresError `incompatible-data`, `failed-to-start`
   */
  start(): Promise<void>;
  /** Stops in good order, or by force after `timeoutMs`, and gives the data folder back. Safe to call twice. */
  stop(timeoutMs?: number): Promise<void>;
};

const DATABASE = 'penstock';
const LARGEST_LOG_BYTES = 10_000_000;
/** A server that was killed leaves backends which need a moment to notice; until then another cannot start. */
const START_MS = 15_000;

/** For a small machine that is shared with what uses the database. Durability stays as Postgres has it. */
const SETTINGS = {
  listen_addresses: '',
  max_connections: '100',
  shared_buffers: '96MB',
  jit: 'off',
  max_wal_size: '512MB',
  checkpoint_completion_target: '0.9',
  autovacuum_naptime: '15s',
  log_min_messages: 'warning',
  // Fewer idle helpers.
  io_method: 'sync',
  max_logical_replication_workers: '0',
};

/**
 * Takes a data folder for a Postgres of our own. Its url is known before it is started, so that others can get ready
 * meanwhile.
 *
 * @throws EmbeddedPostgresError `already-running`, `unsupported-platform`, `inaccessible`
 */
export async function openEmbeddedPostgres(options: {
  dataDir: string;
  log: (line: string) => void;
}): Promise<EmbeddedPostgres> {
  const dataDir = path.resolve(options.dataDir);
  const place = await preparePlace(dataDir, options.log);
  const lock = await takeOwnerLock(dataDir, place.socketDir);
  let server: ChildProcess | undefined;
  let isStopping = false;

  const embedded: EmbeddedPostgres = {
    url: `postgres://postgres@localhost:5432/${DATABASE}?host=${encodeURIComponent(place.socketDir)}`,
    clusterDir: place.clusterDir,
    onCrash: () => {},
    async start() {
      await ensureCluster(place);
      await endOrphan(place);
      if (isStopping) return;
      server = await launch(place, path.join(dataDir, 'postgres.log'));
      server.once('exit', (code, signal) => {
        if (!isStopping) embedded.onCrash(code, signal);
      });
      await createDatabase(place);
    },
    async stop(timeoutMs = 10_000) {
      isStopping = true;
      if (server) await end(server, timeoutMs);
      lock.release();
    },
  };
  return embedded;
}

async function launch(place: Place, logFile: string): Promise<ChildProcess> {
  const deadline = Date.now() + START_MS;
  for (;;) {
    const server = spawnServer(place, logFile);
    if (await isReady(server, place, deadline)) return server;
    await end(server, 1000);
    if (Date.now() > deadline) {
      const tail = (await readFile(logFile, 'utf8').catch(() => '')).split('\n').slice(-6).join('\n');
      throw new EmbeddedPostgresError(
        'failed-to-start',
        `Postgres does not start; ${logFile} ends with:\n${tail}`,
      );
    }
    await sleep(200);
  }
}

function spawnServer({ clusterDir, socketDir, binaries, env, user }: Place, logFile: string): ChildProcess {
  boundLog(logFile);
  const settings = Object.entries(SETTINGS).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  const output = openSync(logFile, 'a', 0o600);
  try {
    return spawn(
      path.join(binaries.native, 'bin', 'postgres'),
      ['-D', clusterDir, '-k', socketDir, ...settings],
      {
        ...user,
        env,
        cwd: '/',
        // A group of its own: Ctrl-C at the terminal is ours to answer, after everybody has finished with it.
        detached: true,
        stdio: ['ignore', output, output],
      },
    );
  } finally {
    closeSync(output);
  }
}

async function isReady(server: ChildProcess, place: Place, deadline: number): Promise<boolean> {
  let isOver = false;
  server.once('error', () => {
    isOver = true;
  });
  while (!isOver && server.exitCode === null && server.signalCode === null && Date.now() < deadline) {
    if (await query(place, (sql) => sql`select 1`.then(() => true)).catch(() => false)) return true;
    await sleep(15);
  }
  return false;
}

async function createDatabase(place: Place): Promise<void> {
  await query(place, async (sql) => {
    const [row] = await sql`select 1 from pg_database where datname = ${DATABASE}`;
    if (!row) await sql`create database ${sql(DATABASE)}`;
  });
}

async function query<T>({ socketDir }: Place, run: (sql: postgres.Sql) => Promise<T>): Promise<T> {
  const sql = postgres({
    host: socketDir,
    port: 5432,
    user: 'postgres',
    database: 'postgres',
    max: 1,
    connect_timeout: 2,
    fetch_types: false,
    onnotice: () => {},
  });
  try {
    return await run(sql);
  } finally {
    await sql.end({ timeout: 1 });
  }
}

async function end(server: ChildProcess, timeoutMs: number): Promise<void> {
  if (server.exitCode !== null || server.signalCode !== null || server.pid === undefined) return;
  const gone = new Promise<void>((resolve) => server.once('exit', () => resolve()));
  // Fast shutdown; then immediate, which the next start mends.
  server.kill('SIGINT');
  const timer = setTimeout(() => server.kill('SIGQUIT'), timeoutMs);
  const last = setTimeout(() => server.kill('SIGKILL'), timeoutMs + 2000);
  await gone;
  clearTimeout(timer);
  clearTimeout(last);
}

function boundLog(file: string): void {
  try {
    if (statSync(file).size > LARGEST_LOG_BYTES) truncateSync(file, 0);
  } catch {
    // There is none yet.
  }
}
