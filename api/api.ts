import { setMaxListeners } from 'node:events';
import path from 'node:path';
import type { Env, Hono } from 'hono';
import { openFileBlobs } from '../shared/blobs.ts';
import { cached } from '../shared/cached.ts';
import { loadCatalog } from '../shared/catalog.ts';
import { connectDatabase } from '../shared/db/client.ts';
import { openHints } from '../shared/hints.ts';
import { queueDepths } from '../shared/jobs/queue-depths.ts';
import type { Log } from '../shared/log.ts';
import { openOutbound } from '../shared/outbound/guarded-request.ts';
import { openQueue } from '../shared/queue.ts';
import { openRateLimits } from '../shared/rate-limits.ts';
import type { Running, ServiceConfig } from '../shared/run-process.ts';
import { version } from '../shared/version.ts';
import { listWorkers } from '../shared/workers/list-workers.ts';
import { listLoadedModels } from '../shared/workers/loaded-models.ts';
import { Tokens } from './access/tokens.ts';
import { createApiMetrics } from './api-metrics.ts';
import { createApp } from './app.ts';
import { createCompatApps } from './compat/compat-apps.ts';
import { startCpuSampler } from './cpu-sampler.ts';
import type { Deps, Overview } from './deps.ts';
import { Feed } from './feed.ts';
import { openServer } from './http-server.ts';
import { createIntake } from './intake.ts';
import { createLogInLimit } from './limits/log-in-limit.ts';
import { RequestRate } from './limits/request-rate.ts';
import { Slots } from './limits/slots.ts';
import { StoredBytes } from './limits/stored-bytes.ts';
import { Backlog } from './queue/backlog.ts';
import { bellSize } from './queue/bell-size.ts';
import { shareResults } from './share-results.ts';
import { startSystemHistory } from './system-history/system-history.ts';

/**
 * Starts an api: resolves when it listens.
 *
 * @throws Error when a service cannot be reached or the port is taken
 */
export async function startApi(config: ServiceConfig, log: Log): Promise<Running> {
  const { DATABASE_URL: databaseUrl, REDIS_URL: redisUrl, QUEUE_PREFIX: prefix, DATA_DIR } = config;
  const catalog = await loadCatalog(config.MODELS_DIR, config.MODELS);
  for (const { name, reason } of catalog.broken) log.error('model.broken', { model: name, reason });
  const database = connectDatabase(databaseUrl, { max: 8, name: 'penstock-api' });
  const { sql } = database;
  const queue = openQueue({ redisUrl, databaseUrl, prefix, maxModels: 0 }, log);
  const hints = openHints({ redisUrl, databaseUrl, prefix }, log);
  const feed = new Feed(sql, log);
  await feed.start(hints);
  const cpu = startCpuSampler();
  const backlog = new Backlog();
  const rates = openRateLimits({ redisUrl, database, prefix }, log);
  const stopping = new AbortController();
  // Every wait and stream listens.
  setMaxListeners(0, stopping.signal);
  let heard: Overview | undefined;
  const listLoaded = cached(() => listLoadedModels(sql), { forMs: 1000 });

  const deps: Deps = {
    config,
    log,
    database,
    blobs: openFileBlobs(path.join(DATA_DIR, 'blobs')),
    outbound: openOutbound({ allow: config.OUTBOUND_ALLOW ?? [] }),
    catalog,
    feed,
    metrics: createApiMetrics(),
    backlog,
    access: { tokens: new Tokens(sql, log), logIns: createLogInLimit(rates) },
    limits: {
      requestsOfKey:
        config.RATE_LIMIT_PER_KEY > 0
          ? new RequestRate(rates, { name: 'key', perMinute: config.RATE_LIMIT_PER_KEY })
          : undefined,
      requestsFrom: new RequestRate(rates, { name: 'address', perMinute: config.RATE_LIMIT_PER_ADDRESS }),
      uploads: new Slots({ most: config.MAX_UPLOADS, mostEach: config.MAX_UPLOADS_PER_OWNER }),
      storedBytes: new StoredBytes(sql, { mostBytes: config.MAX_STORED_MB_PER_OWNER * 1_048_576 }),
      streams: new Slots({ mostEach: config.MAX_STREAMS_PER_OWNER }),
    },
    queueKind: queue.kind,
    accept: createIntake({
      sql,
      queue,
      shared: shareResults({ sql, hints, retentionMs: config.RETENTION_HOURS * 3_600_000 }),
      log,
      bellSize: (name) => bellSize(heard?.workers ?? [], catalog.models.get(name)),
    }),
    signatureOf: async ({ manifest, sha256 }) => {
      // Pictures need none, and their hot path has no statement to spare.
      if (manifest.task !== 'tensors') return undefined;
      const found = (await listLoaded()).find((l) => l.name === manifest.name && l.sha256 === sha256);
      return found?.signature ?? undefined;
    },
    overview: cached(
      async () => {
        const [workers, depths, loaded] = await Promise.all([
          listWorkers(sql),
          backlog.look(() => queueDepths(sql)),
          listLoaded(),
        ]);
        heard = { workers, depths, loaded };
        return heard;
      },
      { forMs: 1000 },
    ),
    lastOverview: () => heard,
    stopping: stopping.signal,
  };
  const history = startSystemHistory(
    { apiMetrics: () => deps.metrics.registry.metrics(), overview: deps.overview, cpuPercent: cpu.percent },
    log,
  );
  const app = createApp(deps, { hints, version, cpuPercent: cpu.percent, history: history.read });
  const compat = createCompatApps(config.COMPAT ?? [], { deps, ask: app.fetch });
  app.route('/', compat.all);
  const listenFor = (one: Pick<Hono<Env>, 'fetch'>, port: number, variable: string) =>
    openServer(one, { host: config.HOST, port, variable, log });
  const server = await listenFor(app, config.PORT, 'PORT');
  const compatServers = await Promise.all(
    compat.ofPorts.map((one) => listenFor(one.app, one.port, 'it in COMPAT, as in name:9000,')),
  );

  return {
    ready: {
      url: server.url,
      queue: queue.kind,
      models: [...catalog.models.keys()],
      compat: compatServers.map(({ url }) => url),
    },
    async stop(graceMs) {
      // Long answers (waits and streams) end now; their clients come back to another api, or to the next start.
      stopping.abort();
      await Promise.all([server, ...compatServers].map((one) => one.close(graceMs)));
      feed.stop();
      cpu.stop();
      history.stop();
      rates.close();
      await Promise.allSettled([queue.close(), hints.close()]);
      await database.close(1000);
    },
  };
}
