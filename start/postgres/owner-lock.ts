import { setTimeout as delay } from 'node:timers/promises';
import postgres from 'postgres';
import { PORT } from './run-folder.ts';

/** One connection to a server, made at the first statement. */
export type Connection = {
  /** True when this session holds the owner's lock now; it ends with the session, whatever kills the process. */
  tryLock(): Promise<boolean>;
  /** The process that holds the owner's lock, if any does. */
  owner(): Promise<number | undefined>;
  createDatabase(name: string): Promise<void>;
  /** Resolves when the connection is gone for whatever reason. */
  readonly closed: Promise<void>;
  /** Safe to call twice. */
  close(): Promise<void>;
};

/** ASCII "penstock", half for each of the two numbers of an advisory lock. */
const LOCK = [0x70656e73, 0x746f636b] as const;
const NAME = 'penstock-owner';
const DUPLICATE_DATABASE = '42P04';
const RETAKE_MS = 250;

/** @param socketDir folder of the server's Unix socket */
export function connect(socketDir: string): Connection {
  let onClosed = () => {};
  const closed = new Promise<void>((resolve) => {
    onClosed = resolve;
  });
  const sql = postgres({
    host: socketDir,
    port: PORT,
    user: 'postgres',
    password: '',
    // Advisory locks count per database, and this one always exists.
    database: 'postgres',
    ssl: false,
    max: 1,
    idle_timeout: 0,
    max_lifetime: null,
    connect_timeout: 2,
    fetch_types: false,
    prepare: false,
    connection: { application_name: `${NAME} ${process.pid}` },
    onnotice: () => {},
    onclose: () => onClosed(),
  });
  return {
    async tryLock() {
      const [row] = await sql<
        { locked: boolean }[]
      >`select pg_try_advisory_lock(${LOCK[0]}::int4, ${LOCK[1]}::int4) as locked`;
      return row?.locked === true;
    },
    async owner() {
      const [row] = await sql<{ name: string }[]>`
        select a.application_name as name from pg_locks l join pg_stat_activity a using (pid)
        where l.locktype = 'advisory' and l.granted and l.classid = ${LOCK[0]}::oid and l.objid = ${LOCK[1]}::oid`;
      const [, pid] = (row?.name ?? '').split(`${NAME} `);
      return row ? Number(pid) : undefined;
    },
    async createDatabase(name) {
      const [row] = await sql`select from pg_database where datname = ${name}`;
      if (row) return;
      await sql`create database ${sql(name)}`.catch((error: { code?: string }) => {
        if (error.code !== DUPLICATE_DATABASE) throw error;
      });
    },
    closed,
    close: () => sql.end({ timeout: 0 }),
  };
}

/** The owner's lock on a server, held until `release`. */
export type OwnerLock = { release(): Promise<void> };

/**
 * Holds the lock that `connection` has just got. When one backend crashes Postgres drops every connection and goes
 * on: then the lock is taken again.
 */
export function keepOwnerLock(connection: Connection, socketDir: string): OwnerLock {
  const released = new AbortController();
  let current = connection;
  const keep = async () => {
    await current.closed;
    while (!released.signal.aborted) {
      await current.close();
      // Aborted by `release`: the loop ends by its condition.
      await delay(RETAKE_MS, undefined, { ref: false, signal: released.signal }).catch(() => undefined);
      if (released.signal.aborted) return;
      current = connect(socketDir);
      // Not up again yet, or held by somebody who is ending this server: its end is noticed elsewhere.
      if (await current.tryLock().catch(() => false)) await current.closed;
    }
  };
  const kept = keep();
  return {
    async release() {
      released.abort();
      await current.close();
      await kept;
    },
  };
}
