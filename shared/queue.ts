import { randomUUID } from 'node:crypto';
import {
  Queue as BullQueue,
  Worker as BullWorker,
  createPostgresBackend,
  type JobsOptions,
  type PostgresConnectionOptions,
  runMigrations,
} from 'bullmq';
import pg from 'pg';
import { connectionOf } from './db/client.ts';
import type { Log } from './log.ts';
import { connectBlockingRedis, connectRedis, type Redis } from './redis.ts';
import { within } from './within.ts';

/** A bell says that jobs of a model wait, and which; never what they are. It may be lost or heard twice. */
export type Bell = {
  readonly model: string;
  readonly ids: readonly string[];
  /** Lower is heard first. */
  readonly rank: number;
  /** Not to be heard before, ms from now. */
  readonly delayMs: number;
};

export type Queue = {
  /** For people: `redis` or `postgres`. */
  readonly kind: 'redis' | 'postgres';
  /** Rings; rejects within 1.5 s when the queue is away, which the sweeper mends. */
  ring(bells: readonly Bell[]): Promise<void>;
  /** Hears the bells of a model, `concurrency` at a time, until the consumer is closed. */
  consume(model: string, concurrency: number, onBell: (ids: string[]) => Promise<void>): Promise<Consumer>;
  /** Closes what it opened; never takes longer than `timeoutMs`. */
  close(timeoutMs?: number): Promise<void>;
};

export type Consumer = {
  /** How many bells are handled at a time from now on. */
  setConcurrency(concurrency: number): void;
  /** Hears no more bells, and resolves when those under way are done. */
  close(): Promise<void>;
};

type BellData = { readonly ids: string[] };
type OnError = (error: Error) => void;

/** What is used of BullMQ's classes; their own types differ by backend. */
type BullProducer = {
  addBulk(jobs: { name: string; data: BellData; opts: JobsOptions }[]): Promise<unknown>;
  on(event: 'error', listener: OnError): unknown;
  close(): Promise<void>;
};
type BullConsumer = {
  concurrency: number;
  waitUntilReady(): Promise<unknown>;
  on(event: 'error', listener: OnError): unknown;
  close(): Promise<void>;
};

/** Where BullMQ keeps its state, and how its classes are told. */
type Backend = {
  readonly kind: Queue['kind'];
  openQueue(name: string): BullProducer;
  openWorker(name: string, concurrency: number, onBell: (ids: string[]) => Promise<void>): BullConsumer;
  close(): Promise<void>;
};

const RING_TIMEOUT_MS = 1500;

/** Bells are not worth keeping: they go when they have been heard. */
const BELL_OPTIONS = { removeOnComplete: true, removeOnFail: true } as const;

/**
 * A bell's lock must outlast a blocked moment of its worker; when a worker dies, its bells ring again within
 * lock + 2 checks. BullMQ's own limit on stalls is out of reach, because attempts are counted in the row.
 */
const CONSUMER_OPTIONS = {
  lockDuration: 15_000,
  stalledInterval: 5000,
  maxStalledCount: 20,
  runRetryDelay: 1000,
  // `true` here breaks every completion on Redis.
  removeOnComplete: { count: 0 },
  removeOnFail: { count: 0 },
} as const;

/** One rule: Redis where there is one, else BullMQ on the same Postgres. */
export function openQueue(
  options: { redisUrl: string | undefined; databaseUrl: string; prefix: string; maxModels: number },
  log: Log,
): Queue {
  const { redisUrl, databaseUrl, prefix, maxModels } = options;
  const backend = redisUrl ? redisBackend(redisUrl, log) : postgresBackend(databaseUrl, maxModels, log);
  const queueName = (model: string) => `${prefix}-${model}`;
  const queues = new Map<string, BullProducer>();
  const consumers = new Set<BullConsumer>();

  function queueOf(model: string): BullProducer {
    let queue = queues.get(model);
    if (!queue) {
      queue = backend.openQueue(queueName(model));
      queue.on('error', (err) => log.warn('queue.error', { model, err: { message: err.message } }));
      queues.set(model, queue);
    }
    return queue;
  }

  async function ringModel(model: string, bells: readonly Bell[]): Promise<void> {
    try {
      await expectWithin(
        RING_TIMEOUT_MS,
        queueOf(model).addBulk(
          bells.map(({ ids, rank, delayMs }) => ({
            name: 'bell',
            data: { ids: [...ids] },
            // A fresh id: an id that BullMQ remembers in any state would be ignored in silence.
            opts: { ...BELL_OPTIONS, jobId: randomUUID(), priority: rank, delay: delayMs },
          })),
        ),
      );
    } catch (error) {
      // On Postgres a queue built at a bad moment stays broken; the next ring builds another.
      const broken = queues.get(model);
      queues.delete(model);
      void broken?.close().catch(() => {});
      throw error;
    }
  }

  return {
    kind: backend.kind,
    async ring(bells) {
      const models = [...new Set(bells.map((bell) => bell.model))];
      await Promise.all(
        models.map((model) =>
          ringModel(
            model,
            bells.filter((bell) => bell.model === model),
          ),
        ),
      );
    },
    async consume(model, concurrency, onBell) {
      const worker = backend.openWorker(queueName(model), concurrency, onBell);
      worker.on('error', (err) => log.warn('queue.error', { model, err: { message: err.message } }));
      consumers.add(worker);
      await expectWithin(10_000, worker.waitUntilReady());
      return {
        setConcurrency(value) {
          if (worker.concurrency !== value) worker.concurrency = value;
        },
        close: () => worker.close(),
      };
    },
    async close(timeoutMs = 2000) {
      // BullMQ may never settle while its server is away; whatever is left then dies with the process.
      const closing = [...consumers, ...queues.values()].map((opened) => opened.close());
      await within(timeoutMs, Promise.allSettled(closing));
      await within(1000, backend.close()).catch(() => {});
    },
  };
}

/** Creates or updates BullMQ's own tables; needed once before `openQueue` without Redis. */
export async function migrateQueue(databaseUrl: string): Promise<void> {
  const client = new pg.Client(poolConfig(databaseUrl));
  // A connection that is lost while it is idle; the statement that needs it says so.
  client.on('error', () => {});
  await client.connect();
  try {
    await runMigrations(client);
  } finally {
    await client.end();
  }
}

function redisBackend(url: string, log: Log): Backend {
  const connection: Redis = connectRedis(url, log);
  // BullMQ makes a copy per consumer for what blocks; the rest of all consumers shares this one.
  let shared: Redis | undefined;
  return {
    kind: 'redis',
    openQueue: (name) => new BullQueue(name, { connection, streams: { events: { maxLen: 100 } } }),
    openWorker: (name, concurrency, onBell) => {
      shared ??= connectBlockingRedis(url, log);
      return new BullWorker(name, (bell) => onBell(bell.data.ids), {
        ...CONSUMER_OPTIONS,
        connection: shared,
        concurrency,
      });
    },
    close: async () => {
      connection.disconnect();
      shared?.disconnect();
    },
  };
}

function postgresBackend(databaseUrl: string, maxModels: number, log: Log): Backend {
  // Each consumer keeps one of these to listen on; idle ones above that are given back.
  const pool = new pg.Pool({ ...poolConfig(databaseUrl), max: maxModels + 4, idleTimeoutMillis: 10_000 });
  // Every model's queue listens for errors; beyond ten Node.js would take that for a leak.
  pool.setMaxListeners(0);
  pool.on('error', (err) => log.warn('queue.error', { err: { message: err.message } }));
  // The pool hears errors of idle connections only, and one that nobody hears ends the process.
  pool.on('connect', (client) => {
    client.on('error', (err) => log.warn('queue.error', { err: { message: err.message } }));
  });
  // BullMQ describes a pool by an interface of its own, which pg's overloads do not satisfy to the letter.
  const connection = pool as unknown as PostgresConnectionOptions;
  return {
    kind: 'postgres',
    openQueue: (name) =>
      new BullQueue(name, { connection, streams: { events: { maxLen: 100 } } }, createPostgresBackend),
    openWorker: (name, concurrency, onBell) =>
      new BullWorker(
        name,
        (bell) => onBell(bell.data.ids),
        { ...CONSUMER_OPTIONS, connection, concurrency },
        createPostgresBackend,
      ),
    close: () => pool.end(),
  };
}

function poolConfig(databaseUrl: string): pg.ClientConfig {
  return {
    ...connectionOf(databaseUrl),
    options: '-c search_path=bullmq',
    application_name: 'penstock-queue',
    keepAlive: true,
  };
}

/** @throws Error when it is not there in time */
async function expectWithin(timeoutMs: number, promise: Promise<unknown>): Promise<void> {
  if (!(await within(timeoutMs, promise))) throw new Error(`No answer within ${timeoutMs} ms`);
}
