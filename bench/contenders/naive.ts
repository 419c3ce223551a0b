import path from 'node:path';
import { connectDatabase } from '../../shared/db/client.ts';
import type { Contender, ContenderOptions } from './contender.ts';
import { forkProcess } from './fork-process.ts';

/** The textbook BullMQ app: per job one insert, one `add`, one run and one update. */
export async function startNaive({ servers, modelsDir }: ContenderOptions): Promise<Contender> {
  const name = `naive-${Date.now()}`;
  const databaseUrl = await servers.createDatabase(name);
  const { sql, close } = connectDatabase(databaseUrl, { max: 1, name: 'penstock-bench' });
  await sql`
    create table jobs (
      id uuid primary key, model text not null, input bytea not null, status text not null default 'queued',
      result jsonb, created_at timestamptz not null default now(), finished_at timestamptz
    )`;
  await sql`create index on jobs (status) where status = 'queued'`;
  const env = {
    DATABASE_URL: databaseUrl,
    REDIS_URL: servers.redis!.url,
    MODELS_DIR: modelsDir,
    DATA_DIR: path.join(servers.folder, 'naive'),
  };
  const [api, worker] = await Promise.all([
    forkProcess('bench/contenders/naive-api-main', env),
    forkProcess('bench/contenders/naive-worker-main', env),
  ]);
  return {
    name: 'naive',
    url: api.ready['url'] as string,
    sql,
    processes: () => [
      { role: 'api', pid: api.pid },
      { role: 'worker', pid: worker.pid },
    ],
    async unfinished() {
      const rows = await sql`select from jobs where status = 'queued' limit 1`;
      return rows.length;
    },
    async failed() {
      const [row] = await sql<{ n: number }[]>`select count(*)::int as n from jobs where status = 'failed'`;
      return row!.n;
    },
    async stop() {
      await Promise.all([api.stop(), worker.stop()]);
      await close();
      await servers.dropDatabase(name);
    },
  };
}
