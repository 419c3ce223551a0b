import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { TestProject } from 'vitest/node';
import { migrateAll } from '../../shared/db/migrate-all.ts';
import { startEmbeddedPostgres } from '../../start/postgres/embedded-postgres.ts';
import { freePort } from './free-port.ts';
import { createDatabase, type Servers, type TestDatabase, waitForPort } from './servers.ts';

declare module 'vitest' {
  export interface ProvidedContext {
    servers: Servers;
  }
}

/**
 * Compiles the product, because the tests run what users run, and brings up the servers: an embedded Postgres, and
 * for the Redis half REDIS_URL or a redis-server of its own. DATABASE_URL, when set, is the Postgres of the Redis half.
 */
export default async function setup(project: TestProject) {
  const root = path.join(import.meta.dirname, '../..');
  execFileSync(process.execPath, ['node_modules/typescript/bin/tsc', '-p', 'tsconfig.build.json'], {
    cwd: root,
    stdio: 'inherit',
  });
  const folder = mkdtempSync(path.join(tmpdir(), 'penstock-test-'));
  // As root: else the user that Postgres runs as cannot enter, and the cluster lies below /var/lib for good.
  chmodSync(folder, 0o755);
  const postgres = await startEmbeddedPostgres({ dataDir: path.join(folder, 'data'), log: () => {} });
  const redis = await startRedis(folder);
  if (!redis)
    console.log('LEFT OUT: everything on Redis, because REDIS_URL is not set and there is no redis-server');
  const redisHalfPostgresUrl = process.env['DATABASE_URL'] || postgres.url;
  const migrated = {
    postgres: await createMigrated(postgres.url, undefined),
    redis: await createMigrated(redisHalfPostgresUrl, redis?.url ?? 'redis://127.0.0.1'),
  };
  project.provide('servers', {
    postgresUrl: postgres.url,
    redisUrl: redis?.url,
    redisHalfPostgresUrl,
    migrated: { postgres: migrated.postgres.name, redis: migrated.redis.name },
  });
  return async () => {
    await Promise.all([migrated.postgres.drop(), migrated.redis.drop()]);
    await redis?.stop();
    await postgres.stop();
    rmSync(folder, { recursive: true, force: true });
  };
}

/** @param redisUrl undefined where the queue is in Postgres too */
async function createMigrated(server: string, redisUrl: string | undefined): Promise<TestDatabase> {
  const database = await createDatabase(server, 'template1');
  await migrateAll({ databaseUrl: database.url, redisUrl });
  return database;
}

async function startRedis(folder: string): Promise<{ url: string; stop(): Promise<void> } | undefined> {
  const given = process.env['REDIS_URL'];
  if (given) return { url: given, stop: async () => {} };
  if (spawnSync('redis-server', ['--version']).error) return undefined;
  const port = await freePort();
  const args = [
    '--port',
    String(port),
    '--bind',
    '127.0.0.1',
    '--save',
    '',
    '--appendonly',
    'no',
    '--dir',
    folder,
  ];
  const server = spawn('redis-server', args, { stdio: 'ignore' });
  await waitForPort(port);
  return {
    url: `redis://127.0.0.1:${port}`,
    stop: () =>
      new Promise((resolve) => {
        server.once('exit', () => resolve());
        server.kill('SIGTERM');
      }),
  };
}
