import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import path from 'node:path';
import { openFileBlobs } from '../shared/blobs.ts';
import { type Catalog, loadCatalog, type Model } from '../shared/catalog.ts';
import type { Config } from '../shared/config.ts';
import { connectDatabase } from '../shared/db/client.ts';
import { openHints } from '../shared/hints.ts';
import type { Attempt } from '../shared/jobs/claim-jobs.ts';
import type { Log } from '../shared/log.ts';
import { openOutbound } from '../shared/outbound/guarded-request.ts';
import { type Consumer, openQueue } from '../shared/queue.ts';
import { within } from '../shared/within.ts';
import { saveLoadedModels } from '../shared/workers/loaded-models.ts';
import { Batcher } from './batcher.ts';
import { createClaimer } from './claimer.ts';
import type { LoadReport } from './compute/protocol.ts';
import { ComputePool } from './compute-pool.ts';
import { consumeModel } from './consume-model.ts';
import { type AttemptDeps, executeAttempt } from './execute-attempt.ts';
import { startHeartbeat } from './heartbeat.ts';
import { Leases } from './leases.ts';
import { createSettler } from './settler.ts';
import { startSweeper } from './sweeper.ts';
import { startWebhooks } from './webhooks.ts';
import { createWorkerMetrics } from './worker-metrics.ts';
import { Workload } from './workload.ts';

/** A worker that hears bells, until it is stopped. */
export type Worker = {
  readonly id: string;
  readonly models: readonly string[];
  /** The Prometheus text of this process. */
  readMetrics(): Promise<string>;
  /** Takes no more jobs, lets those in hand end for at most `graceMs`, and gives the rest back. */
  stop(graceMs: number): Promise<void>;
};

/**
 * Starts a worker: load the models into the children ─ hear the bells of those that work ─ sweep. Resolves when
 * every model is warm.
 *
 * @throws Error when a service cannot be reached
 */
export async function startWorker(config: Config & { DATABASE_URL: string }, log: Log): Promise<Worker> {
  const id = `${hostname()}:${process.pid}:${randomUUID().slice(0, 8)}`;
  const {
    DATABASE_URL: databaseUrl,
    REDIS_URL: redisUrl,
    QUEUE_PREFIX: prefix,
    DATA_DIR,
    LEASE_MS: leaseMs,
  } = config;
  const retentionMs = config.RETENTION_HOURS * 3_600_000;
  const catalog = await loadCatalog(config.MODELS_DIR, config.MODELS);
  const database = connectDatabase(databaseUrl, { max: 6, name: 'penstock-worker' });
  const { sql } = database;
  const queue = openQueue({ redisUrl, databaseUrl, prefix, maxModels: catalog.models.size }, log);
  const hints = openHints({ redisUrl, databaseUrl, prefix }, log);
  const blobs = openFileBlobs(path.join(DATA_DIR, 'blobs'));

  const pool = new ComputePool({
    size: config.COMPUTE_CHILDREN,
    models: [...catalog.models.values()],
    blobsDir: path.join(DATA_DIR, 'blobs'),
    emptyDir: path.join(DATA_DIR, 'empty'),
    maxRssBytes: config.CHILD_MAX_RSS_MB * 1_048_576,
    log,
  });
  const served = await warmUp(pool, catalog, (reports) => saveLoadedModels(sql, reports), log);

  const leases = new Leases(sql, { leaseMs, log });
  const metrics = createWorkerMetrics({
    running: () => leases.count,
    children: () => pool.size,
    busyChildren: () => pool.busy,
  });
  const batcher = new Batcher(pool, metrics.countBatch);
  pool.onIdle = () => batcher.pump();
  pool.onProgress = (jobs) =>
    hints.tell(
      jobs.flatMap(({ jobId: id, ...progress }) => {
        const attempt = leases.attemptOf(id);
        return attempt === undefined ? [] : [{ id, attempt, ...progress }];
      }),
    );
  const workload = new Workload(served);
  const outbound = openOutbound({ allow: config.OUTBOUND_ALLOW ?? [] });
  const webhooks = startWebhooks({ sql, outbound, log, count: metrics.countWebhook });
  const settle = createSettler({ sql, hints, queue, log }, { retentionMs, onWebhooks: webhooks.wake });
  const claim = createClaimer(sql, { workerId: id, leaseMs }, (attempts) => {
    leases.hold(attempts);
    hints.ring(
      attempts.map((attempt) => attempt.id),
      'started',
    );
  });

  const attemptDeps: AttemptDeps = {
    workerId: id,
    runtime: () => pool.runtime,
    runInBatch: (model, sample, options) => batcher.add(model, sample, options),
    settle,
  };
  async function execute(attempt: Attempt, model: Model) {
    const running = workload.during(model, () => executeAttempt(attempt, model, attemptDeps));
    const ended = await running.finally(() => leases.release(attempt));
    metrics.countAttempt(model.manifest.name, ended);
    logAttempt(log, attempt, ended);
    return ended;
  }

  const appetite = (model: Model) => 2 * pool.size * batcher.maxBatchSize(model);
  const bellSize = (model: Model) => batcher.bellSize(model);
  const consumers: Consumer[] = await Promise.all(
    served.map((model) => consumeModel(model, { queue, claim, execute, appetite, log })),
  );
  const sweeper = startSweeper({ databaseUrl, sql, queue, hints, blobs, log }, { retentionMs });
  const heartbeat = startHeartbeat(sql, {
    workerId: id,
    log,
    report: async () => ({
      children: pool.size,
      busyChildren: pool.busy,
      models: workload.report({ appetite, bellSize }),
      metrics: await metrics.read(),
    }),
  });

  return {
    id,
    models: served.map((model) => model.manifest.name),
    readMetrics: () => metrics.read(),
    async stop(graceMs) {
      const drained = Promise.all(consumers.map((consumer) => consumer.close()));
      await within(graceMs, drained);
      // What is still running is given back as lost, which settles it to `queued`.
      await pool.stop();
      batcher.stop();
      leases.stop();
      await within(1000, drained);
      await Promise.allSettled([
        webhooks.stop(),
        sweeper.stop(),
        heartbeat.stop(),
        queue.close(),
        hints.close(),
      ]);
      await database.close(1000);
    },
  };
}

async function warmUp(
  pool: ComputePool,
  catalog: Catalog,
  publish: (reports: readonly LoadReport[]) => Promise<void>,
  log: Log,
): Promise<Model[]> {
  const reports = await pool.start();
  await publish(reports);
  for (const { name, reason } of catalog.broken) log.error('model.broken', { model: name, reason });
  for (const { name, error } of reports)
    if (error) log.error('model.not-served', { model: name, reason: error });
  const bad = new Set(reports.filter((report) => report.error !== null).map((report) => report.name));
  return [...catalog.models.values()].filter((model) => !bad.has(model.manifest.name));
}

function logAttempt(
  log: Log,
  { id, attempt, model }: Attempt,
  { outcome, timings, settled }: Awaited<ReturnType<typeof executeAttempt>>,
): void {
  const { batchSize, queueMs, inferMs, totalMs } = timings;
  const fields = { jobId: id, attempt, model, batchSize, queueMs, inferMs, totalMs };
  if (!settled) log.info('attempt.fenced', fields);
  else if (outcome.kind === 'succeeded') log.info('attempt.succeeded', fields);
  else log.info(`attempt.${outcome.kind}`, { ...fields, code: outcome.error.code });
}
