import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { inject } from 'vitest';
import { connectDatabase, type Sql } from '../../shared/db/client.ts';
import type { ReadyMessage } from '../../shared/run-process.ts';
import { freePort } from './free-port.ts';
import { type Backend, createTestDatabase } from './servers.ts';

const ROOT = path.join(import.meta.dirname, '../..');

/** A whole system as its users run it: compiled processes on a database, a queue and a folder of its own. */
export type System = {
  /** `http://127.0.0.1:port`; the same after the api was started again. */
  readonly url: string;
  readonly dataDir: string;
  readonly databaseUrl: string;
  readonly sql: Sql;
  /** What the processes have printed. */
  readonly output: string[];
  /** Starts a process and waits until it is ready. */
  start(name: 'api' | 'worker', env?: NodeJS.ProcessEnv): Promise<ChildProcess>;
  /** Ends everything, fails when a process would not, and removes what was stored. */
  stop(): Promise<void>;
};

/** Makes a system without processes; `start` adds them. */
export async function createSystem(backend: Backend, env: NodeJS.ProcessEnv = {}): Promise<System> {
  const database = await createTestDatabase(backend);
  const redisUrl = backend === 'redis' ? inject('servers').redisUrl : undefined;
  const connection = connectDatabase(database.url, { max: 2, name: 'penstock-test' });
  const dataDir = mkdtempSync(path.join(tmpdir(), 'penstock-system-'));
  const port = await freePort();
  const processes = new Set<ChildProcess>();
  const output: string[] = [];
  const shared: NodeJS.ProcessEnv = {
    PATH: process.env['PATH'],
    DATABASE_URL: database.url,
    ...(redisUrl && { REDIS_URL: redisUrl }),
    QUEUE_PREFIX: path.basename(dataDir),
    DATA_DIR: dataDir,
    MODELS_DIR: path.join(ROOT, 'models'),
    // Most need no other, and to load all takes each child a while.
    ...(!env['MODELS_DIR'] && { MODELS: 'digits' }),
    PORT: String(port),
    COMPUTE_CHILDREN: '1',
    LOG_LEVEL: 'info',
    ...env,
  };

  return {
    url: `http://127.0.0.1:${port}`,
    dataDir,
    databaseUrl: database.url,
    sql: connection.sql,
    output,
    async start(name, more = {}) {
      const child = fork(path.join(ROOT, 'dist', name, 'main.js'), {
        env: { ...shared, ...more },
        execArgv: [],
        stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
      });
      processes.add(child);
      child.once('exit', () => processes.delete(child));
      for (const stream of [child.stdout, child.stderr])
        stream?.on('data', (chunk) => output.push(String(chunk)));
      await new Promise<void>((resolve, reject) => {
        child.once('message', (message: ReadyMessage) => message.kind === 'ready' && resolve());
        child.once('exit', (code) => reject(new Error(`${name} ended with ${code}:\n${output.join('')}`)));
      });
      return child;
    },
    async stop() {
      const ends = [...processes].map(async (child) => {
        const ended = once(child, 'exit');
        child.kill('SIGTERM');
        child.kill('SIGCONT');
        const timer = setTimeout(() => child.kill('SIGKILL'), 20_000);
        const [, signal] = await ended;
        clearTimeout(timer);
        if (signal === 'SIGKILL') throw new Error(`A process did not stop:\n${output.join('')}`);
      });
      try {
        await Promise.all(ends);
      } finally {
        await connection.close();
        await database.drop();
        rmSync(dataDir, { recursive: true, force: true });
      }
    },
  };
}

/** A system with one api and one worker, ready to take jobs. */
export async function startSystem(backend: Backend, env: NodeJS.ProcessEnv = {}): Promise<System> {
  const system = await createSystem(backend, env);
  try {
    await Promise.all([system.start('api'), system.start('worker')]);
  } catch (error) {
    await system.stop();
    throw error;
  }
  return system;
}
