import { rmSync } from 'node:fs';
import path from 'node:path';
import { connectDatabase, type Sql } from '../../shared/db/client.ts';
import { migrateAll } from '../../shared/db/migrate-all.ts';
import type { Contender, ContenderOptions, ContenderProcess } from './contender.ts';
import { type ForkedProcess, forkProcess } from './fork-process.ts';

/** Penstock, whose workers may come later. */
export type Ours = Contender & {
  /** Of every api; `url` is the first. */
  readonly urls: readonly string[];
  readonly sql: Sql;
  /** One more worker process, ready. Ended with the others, if it has not been stopped before. */
  startWorker(env?: NodeJS.ProcessEnv): Promise<ForkedProcess>;
};

/** Penstock as it is shipped: its compiled processes at their defaults, on Redis + Postgres or on Postgres alone. */
export async function startOurs(
  name: 'ours-redis' | 'ours-embedded',
  { servers, modelsDir, env = {} }: ContenderOptions,
  { apis = 1, workers = 1 }: { apis?: number; workers?: number } = {},
): Promise<Ours> {
  const redisUrl = name === 'ours-redis' ? servers.redis?.url : undefined;
  const id = `${name}-${Date.now()}-${++started}`;
  const databaseUrl = await servers.createDatabase(id);
  await migrateAll({ databaseUrl, redisUrl });
  const shared = {
    DATABASE_URL: databaseUrl,
    ...(redisUrl && { REDIS_URL: redisUrl }),
    QUEUE_PREFIX: id,
    DATA_DIR: path.join(servers.folder, id),
    MODELS_DIR: modelsDir,
    PORT: '0',
    ...env,
  };
  const processes: (ContenderProcess & ForkedProcess)[] = [];
  const start = async (role: ContenderProcess['role'], more: NodeJS.ProcessEnv = {}) => {
    const forked = await forkProcess(`${role}/main`, { ...shared, ...more });
    const process = {
      ...forked,
      role,
      async stop() {
        await forked.stop();
        if (processes.includes(process)) processes.splice(processes.indexOf(process), 1);
      },
    };
    processes.push(process);
    return process;
  };
  const [running] = await Promise.all([
    Promise.all(Array.from({ length: apis }, () => start('api'))),
    Promise.all(Array.from({ length: workers }, () => start('worker'))),
  ]);
  const urls = running.map(({ ready }) => ready['url'] as string);
  const models = running[0]!.ready['models'] as string[];
  const { sql, close } = connectDatabase(databaseUrl, { max: 1, name: 'penstock-bench' });
  return {
    name,
    url: urls[0]!,
    urls,
    sql,
    processes: () => processes,
    startWorker: (more) => start('worker', more),
    async unfinished() {
      // Other models than those that are served may lie there for ever.
      const rows = await sql`select from jobs where model = any(${models}) and finished_at is null limit 1`;
      return rows.length;
    },
    async failed() {
      const [row] = await sql<{ n: number }[]>`
        select count(*)::int as n from jobs where finished_at is not null and result is null`;
      return row!.n;
    },
    async stop() {
      await Promise.all([...processes].map((forked) => forked.stop()));
      await close();
      await servers.dropDatabase(id);
      rmSync(shared.DATA_DIR, { recursive: true, force: true });
    },
  };
}

let started = 0;
