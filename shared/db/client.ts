import { drizzle, type PostgresJsDatabase } from 'drizzle-orm/postgres-js';
import postgres from 'postgres';
import { wholeResults } from './whole-results.ts';

export type Sql = postgres.Sql;

/** A piece of SQL that a statement is composed of. */
export type Fragment = postgres.PendingQuery<postgres.Row[]>;

export type Database = {
  /** For the hot statements: prepared once, columns in camelCase, times as Postgres writes them. */
  readonly sql: Sql;
  /** For what is composed at run time. Shares the connections of `sql`. */
  readonly db: PostgresJsDatabase;
  /** Waits for running statements, at most `timeoutMs`. */
  close(timeoutMs?: number): Promise<void>;
};

/**
 * Every statement reads by key or by a short range of an index, so there is one good plan, which is made once. Left to
 * itself Postgres plans anew each time, which takes a job at idle a third of its latency, and on statistics that lag
 * behind: on a new table it settles for reading all of it until the first ANALYZE.
 */
const BY_KEY = { enable_seqscan: 'off', plan_cache_mode: 'force_generic_plan' } as const;

/** Arrays of text, uuid and int, which are all that statements are given; nothing is read as one. By Postgres' oids. */
const ARRAY = {
  to: 1009,
  from: [1009, 2951, 1007],
  serialize: (items: readonly (string | number | null)[]) =>
    `{${items.map((item) => (item === null ? 'null' : `"${String(item).replace(/["\\]/g, '\\$&')}"`)).join()}}`,
  parse: (text: string) => text,
};

/**
 * Seconds to wait before a connection is tried again, after so many failures in a row: postgres.js would come to 20 s,
 * which a server that has been away for some seconds is then left alone for after it is back.
 */
function reconnectPause(failures: number): number {
  return (0.5 + Math.random() / 2) * Math.min(0.01 * 2 ** failures, 1);
}

/**
 * Opens a pool of connections; none is made before the first statement.
 *
 * @param url `postgres://user:password@host:port/database`; `?host=/folder` names the folder of a Unix socket
 * @param options `max`: most connections; `name` shows in `pg_stat_activity`; `idleSessionMs`: the server ends a
 *   connection that has said nothing for so long, and frees what it holds (it is opened again when needed);
 *   `keepsNames`: columns are called in results as they are in the database
 */
export function connectDatabase(
  url: string,
  options: { max: number; name: string; idleSessionMs?: number; keepsNames?: boolean },
): Database {
  const client = postgres({
    ...connectionOf(url),
    max: options.max,
    connection: {
      application_name: options.name,
      ...BY_KEY,
      ...(options.idleSessionMs && { idle_session_timeout: options.idleSessionMs }),
    },
    connect_timeout: 5,
    backoff: reconnectPause,
    // postgres.js would ask each new connection for all array types; should that be cut, nobody hears the refusal, and
    // an unheard refusal ends the process.
    fetch_types: false,
    types: { array: ARRAY },
    // Our own statements know what they miss; a notice is for a person at a prompt.
    onnotice: () => {},
    ...(!options.keepsNames && { transform: { column: { from: postgres.toCamel } } }),
    // A pooled connection that lives for ever keeps its memory for ever.
    max_lifetime: 60 * 30,
  });
  const sql = wholeResults(client);
  return {
    sql,
    db: drizzle(sql, { casing: 'snake_case' }),
    close: (ms = 5000) => sql.end({ timeout: ms / 1000 }),
  };
}

/** A connection string taken apart: postgres.js reaches a Unix socket only by `host` and `port`. */
export function connectionOf(url: string) {
  const { hostname, port, username, password, pathname, searchParams } = new URL(url);
  const ssl = searchParams.get('sslmode');
  return {
    host: searchParams.get('host') ?? decodeURIComponent(hostname),
    port: Number(searchParams.get('port') ?? (port || 5432)),
    user: decodeURIComponent(username) || 'postgres',
    password: decodeURIComponent(password),
    database: decodeURIComponent(pathname.slice(1)) || 'postgres',
    // `verify-full` checks the certificate; the weaker modes encrypt without a check, as libpq does.
    ssl: !ssl || ssl === 'disable' ? false : { rejectUnauthorized: ssl.startsWith('verify') },
  } as const;
}
