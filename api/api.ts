import { setMaxListeners } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { createAdaptorServer } from '@hono/node-server';
import { openFileBlobs } from '../shared/blobs.ts';
import { cached } from '../shared/cached.ts';
import { loadCatalog, type Model } from '../shared/catalog.ts';
import { connectDatabase } from '../shared/db/client.ts';
import { openHints } from '../shared/hints.ts';
import { queueDepths } from '../shared/jobs/queue-depths.ts';
import type { Log } from '../shared/log.ts';
import { openQueue } from '../shared/queue.ts';
import type { Running, ServiceConfig } from '../shared/run-process.ts';
import { version } from '../shared/version.ts';
import { type LiveWorker, listWorkers } from '../shared/workers/list-workers.ts';
import { listLoadedModels } from '../shared/workers/loaded-models.ts';
import { createApiMetrics } from './api-metrics.ts';
import { createApp } from './app.ts';
import { bellSize } from './bell-size.ts';
import { startCpuSampler } from './cpu-sampler.ts';
import type { Deps } from './deps.ts';
import { Feed } from './feed.ts';
import { createIntake } from './intake.ts';

/** A client that is slower than this with its headers, or with its whole request, is let go. */
const HEADERS_TIMEOUT_MS = 10_000;
const REQUEST_TIMEOUT_MS = 300_000;
/** Longer than the usual 60 s of a balancer, so that it is never the api that closes first. */
const KEEP_ALIVE_TIMEOUT_MS = 65_000;
/** An api that was told to stop a moment ago may still hold the port. */
const PORT_PATIENCE_MS = 3000;
/** A burst of new connections waits here; what does not fit would try again only after a second. */
const BACKLOG = 4096;
const LOOPBACK = ['127.0.0.1', '::1', 'localhost'];

/**
 * Starts an api: resolves when it listens.
 *
 * @throws Error when a service cannot be reached or the port is taken
 */
export async function startApi(config: ServiceConfig, log: Log): Promise<Running> {
  const { DATABASE_URL: databaseUrl, REDIS_URL: redisUrl, QUEUE_PREFIX: prefix, DATA_DIR } = config;
  const catalog = await loadCatalog(config.MODELS_DIR);
  for (const { name, reason } of catalog.broken) log.error('model.broken', { model: name, reason });
  const database = connectDatabase(databaseUrl, { max: 8, name: 'penstock-api' });
  const { sql } = database;
  const queue = openQueue({ redisUrl, databaseUrl, prefix, maxModels: 0 }, log);
  const hints = openHints({ redisUrl, databaseUrl, prefix }, log);
  const feed = new Feed(sql, log);
  await feed.start(hints);
  const cpu = startCpuSampler();
  const stopping = new AbortController();
  // Every wait and stream listens.
  setMaxListeners(0, stopping.signal);
  /** As last heard of. */
  let workers: readonly LiveWorker[] = [];
  const listLoaded = cached(() => listLoadedModels(sql), { forMs: 1000 });

  const deps: Deps = {
    config,
    log,
    database,
    blobs: openFileBlobs(path.join(DATA_DIR, 'blobs')),
    catalog,
    feed,
    metrics: createApiMetrics(),
    queueKind: queue.kind,
    accept: createIntake({
      sql,
      queue,
      log,
      bellSize: (name) => bellSize(workers, catalog.models.get(name)),
    }),
    signatureOf: async ({ manifest, sha256 }: Model) => {
      // Pictures need none, and their hot path has no statement to spare.
      if (manifest.task !== 'tensors') return undefined;
      const found = (await listLoaded()).find((l) => l.name === manifest.name && l.sha256 === sha256);
      return found?.signature ?? undefined;
    },
    overview: cached(
      async () => {
        const [live, depths, loaded] = await Promise.all([listWorkers(sql), queueDepths(sql), listLoaded()]);
        workers = live;
        return { workers, depths, loaded };
      },
      { forMs: 1000 },
    ),
    stopping: stopping.signal,
  };
  const app = createApp(deps, { hints, version, cpuPercent: cpu.percent });
  const server = createAdaptorServer({
    fetch: app.fetch,
    createServer,
    serverOptions: {
      headersTimeout: HEADERS_TIMEOUT_MS,
      requestTimeout: REQUEST_TIMEOUT_MS,
      keepAliveTimeout: KEEP_ALIVE_TIMEOUT_MS,
    },
  }) as Server;
  await listen(server, config);
  const { port } = server.address() as AddressInfo;
  if (!LOOPBACK.includes(config.HOST))
    log.warn('api.open-to-all', {
      host: config.HOST,
      hint: 'there is no sign-in: let only those in who may use it',
    });

  return {
    ready: { url: urlOf(config.HOST, port), queue: queue.kind, models: [...catalog.models.keys()] },
    async stop(graceMs) {
      // Long answers (waits and streams) end now; their clients come back to another api, or to the next start.
      const closed = new Promise((resolve) => server.close(resolve));
      stopping.abort();
      server.closeIdleConnections();
      await Promise.race([closed, new Promise((resolve) => setTimeout(resolve, graceMs).unref())]);
      server.closeAllConnections();
      feed.stop();
      cpu.stop();
      await Promise.allSettled([queue.close(), hints.close()]);
      await database.close(1000);
    },
  };
}

/** @throws Error that says how to go on when the port stays taken */
async function listen(server: Server, { PORT, HOST }: ServiceConfig): Promise<void> {
  const deadline = Date.now() + PORT_PATIENCE_MS;
  for (;;) {
    try {
      await new Promise<void>((resolve, reject) => {
        server.once('error', reject).listen({ port: PORT, host: HOST, backlog: BACKLOG }, () => {
          server.off('error', reject);
          resolve();
        });
      });
      return;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EADDRINUSE') throw error;
      if (Date.now() > deadline)
        throw new Error(`Port ${PORT} is taken; set PORT to another`, { cause: error });
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }
}

function urlOf(host: string, port: number): string {
  const name = ['127.0.0.1', '0.0.0.0', '::', '::1'].includes(host) ? 'localhost' : host;
  return `http://${name}:${port}`;
}
