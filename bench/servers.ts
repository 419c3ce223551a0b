import { spawn, spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { connectDatabase, type Database, type Sql } from '../shared/db/client.ts';
import { connectRedis, waitForRedis } from '../shared/redis.ts';
import { startEmbeddedPostgres } from '../start/postgres/embedded-postgres.ts';
import { freePort } from '../test/support/free-port.ts';
import { endProcess } from './end-process.ts';

/** The servers that all contenders share, on folders of their own below `folder`. */
export type Servers = {
  /** Removed with everything in it by `stop`. */
  readonly folder: string;
  readonly postgresUrl: string;
  readonly postgresPid: number;
  /** Of the whole server: what it has written so far, for instance. */
  readonly sql: Sql;
  /** Undefined where there is no `redis-server`. */
  readonly redis: { readonly url: string; readonly pid: number; readonly version: string } | undefined;
  /** An empty database. */
  createDatabase(name: string): Promise<string>;
  /** Whoever is connected to it; nothing happens when there is none of that name. */
  dropDatabase(name: string): Promise<void>;
  stop(): Promise<void>;
};

/**
 * Brings up Postgres (the one that comes with the product, as durable as ever) and Redis (AOF, fsync every second).
 *
 * @param keepEnding is told at once how to end what is being started, in the order in which that comes up
 */
export async function startServers(
  keepEnding: (end: () => Promise<void>) => void = () => {},
): Promise<Servers> {
  const port = await freePort();
  const folder = mkdtempSync(path.join(tmpdir(), 'penstock-bench-'));
  // As root Postgres runs as somebody else, who must be able to enter.
  chmodSync(folder, 0o755);
  const redis = spawnRedis(path.join(folder, 'redis'), port);
  const starting = startEmbeddedPostgres({ dataDir: path.join(folder, 'data'), log: () => {} });
  let admin: Database | undefined;
  const stop = async () => {
    const postgres = await starting;
    await admin?.close(1000);
    if (redis) await endProcess(redis.server);
    await postgres.stop();
    rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
  };
  keepEnding(stop);
  const postgres = await starting;
  if (redis) await isUp(redis.url);
  admin = connectDatabase(postgres.url, { max: 1, name: 'penstock-bench' });
  const { sql } = admin;
  return {
    folder,
    postgresUrl: postgres.url,
    postgresPid: postgres.pid,
    sql,
    redis: redis && { url: redis.url, pid: redis.server.pid!, version: redis.version },
    async createDatabase(name) {
      await sql`create database ${sql(name)}`;
      const url = new URL(postgres.url);
      url.pathname = `/${name}`;
      return url.href;
    },
    async dropDatabase(name) {
      await sql`drop database if exists ${sql(name)} with (force)`;
    },
    stop,
  };
}

/** Undefined where there is none. */
function spawnRedis(folder: string, port: number) {
  const { error, stdout } = spawnSync('redis-server', ['--version'], { encoding: 'utf8' });
  if (error) return undefined;
  mkdirSync(folder);
  const settings = {
    port,
    bind: '127.0.0.1',
    dir: folder,
    save: '',
    appendonly: 'yes',
    appendfsync: 'everysec',
  };
  const args = Object.entries(settings).flatMap(([name, value]) => [`--${name}`, String(value)]);
  return {
    server: spawn('redis-server', args, { stdio: 'ignore' }),
    url: `redis://127.0.0.1:${port}`,
    version: /v=(\S+)/.exec(stdout)?.[1] ?? stdout.trim(),
  };
}

async function isUp(redisUrl: string): Promise<void> {
  const client = connectRedis(redisUrl, { debug() {}, info() {}, warn() {}, error() {} });
  await waitForRedis(client, 10_000);
  client.disconnect();
}
