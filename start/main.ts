import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { type Config, ConfigError, parseConfig } from '../shared/config.ts';
import { version } from '../shared/version.ts';
import { banner } from './banner.ts';
import { type EmbeddedPostgres, startEmbeddedPostgres } from './postgres/embedded-postgres.ts';
import { EmbeddedPostgresError } from './postgres/embedded-postgres-error.ts';
import { type Supervised, supervise } from './supervised.ts';
import { watchSources } from './watch-sources.ts';

/*
 * The whole system on one machine: a database (its own unless DATABASE_URL is set), an api and workers as child
 * processes, each started again when it ends.
 */

const { values: flags } = parseArgs({
  options: {
    profile: { type: 'boolean', default: false },
    watch: { type: 'boolean', default: false },
  },
});
const say = (line: string) => process.stdout.write(`penstock: ${line}\n`);
const isStopping = new AbortController();
let embedded: EmbeddedPostgres | undefined;
const processes: Supervised[] = [];

process.on('SIGINT', () => void stop(0));
process.on('SIGTERM', () => void stop(0));

try {
  await start(parseConfig(process.env));
} catch (error) {
  const isForPeople = error instanceof ConfigError || error instanceof EmbeddedPostgresError;
  if (!isStopping.signal.aborted)
    process.stderr.write(`${isForPeople ? error.message : (error as Error).message}\n`);
  await stop(1);
}

async function start(config: Config): Promise<void> {
  const databaseUrl = config.DATABASE_URL ?? (await startDatabase(config.DATA_DIR));
  // Meanwhile the processes load; each waits for its tables.
  const migrated = prepareDatabase(databaseUrl, config);
  const env = { ...process.env, LOG_LEVEL: process.env['LOG_LEVEL'] || 'warn', DATABASE_URL: databaseUrl };
  const execArgv = flags.profile ? profileArgs(config.DATA_DIR) : [];
  const fork = (name: 'api' | 'worker') => {
    const entry = path.join(import.meta.dirname, '..', name, `main${path.extname(import.meta.filename)}`);
    const supervised = supervise(name, entry, { env, execArgv, log: say });
    processes.push(supervised);
    return supervised;
  };
  const api = fork('api');
  const workers = Array.from({ length: config.WORKERS }, () => fork('worker'));
  const [ready] = await Promise.all([api.ready, migrated, ...workers.map((worker) => worker.ready)]);

  process.stdout.write(
    banner({
      version,
      url: String(ready['url']),
      queue: String(ready['queue']),
      database: embedded ? `embedded Postgres in ${embedded.dataDir}` : 'Postgres at DATABASE_URL',
      dataDir: config.DATA_DIR,
      models: ready['models'] as string[],
      workers: config.WORKERS,
      children: config.COMPUTE_CHILDREN,
      compat: ready['compat'] as string[],
    }),
  );
  if (flags.watch) restartOnChange(api, workers);
}

async function prepareDatabase(databaseUrl: string, config: Config): Promise<void> {
  // Loaded here, because it is large and the processes take their time to load.
  const { migrateAll } = await import('../shared/db/migrate-all.ts');
  await migrateAll({ databaseUrl, redisUrl: config.REDIS_URL });
}

/** @returns its url, which stays the same when it is started again after a crash */
async function startDatabase(dataDir: string): Promise<string> {
  const server = await startEmbeddedPostgres({ dataDir, log: say });
  embedded = server;
  void server.crashed.then(async ({ code, signal }) => {
    if (isStopping.signal.aborted) return;
    say(`Postgres ended (${signal ?? `exit ${code}`}); starting it again`);
    await startDatabase(dataDir).catch((error: Error) => {
      process.stderr.write(`${error.message}\n`);
      return stop(1);
    });
  });
  return server.url;
}

/** Every process writes its CPU profile when it ends; open it in the browser's developer tools. */
function profileArgs(dataDir: string): string[] {
  const folder = path.join(dataDir, 'profiles');
  mkdirSync(folder, { recursive: true });
  say(`CPU profiles go to ${folder}`);
  return ['--cpu-prof', `--cpu-prof-dir=${folder}`];
}

function restartOnChange(api: Supervised, workers: readonly Supervised[]): void {
  watchSources(path.dirname(import.meta.dirname), ['api', 'worker', 'shared'], (folder) => {
    say(`${folder} has changed`);
    if (folder !== 'worker') api.restart();
    if (folder !== 'api') for (const worker of workers) worker.restart();
  });
}

async function stop(code: number): Promise<void> {
  // The second Ctrl-C of somebody who cannot wait.
  if (isStopping.signal.aborted) process.exit(1);
  isStopping.abort();
  const graceMs = Number(process.env['SHUTDOWN_GRACE_MS'] || 10_000) + 6000;
  await Promise.all(processes.map((supervised) => supervised.stop(graceMs)));
  await embedded?.stop();
  process.exit(code);
}
