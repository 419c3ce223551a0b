import { chmodSync, cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { connectDatabase, type Database, type Sql } from '../../../shared/db/client.ts';
import { migrateAll } from '../../../shared/db/migrate-all.ts';
import { freePort } from '../../support/free-port.ts';
import { PRELOADS } from '../preloads.ts';
import { layAuditTrail } from './audit-trail.ts';
import { PostgresServer } from './postgres-server.ts';
import { ProcessSlot } from './process-slot.ts';
import { orphansOf } from './process-tree.ts';
import { RedisServer } from './redis-server.ts';

const ROOT = path.join(import.meta.dirname, '../../..');

/** What the system under test keeps its queue on. */
export type Backend = 'redis' | 'postgres';

/** Environment that a fault wants its processes to have beside what all have. */
export type FaultEnv = { readonly api?: NodeJS.ProcessEnv; readonly worker?: NodeJS.ProcessEnv };

/** Inputs above this are files, so that both ways of keeping them are under test. */
const INLINE_BYTES = 1500;

/** Two apis and two workers, as compiled processes, on servers and folders of their own. */
export class System {
  readonly backend: Backend;
  readonly folder: string;
  readonly postgres: PostgresServer;
  readonly apis: readonly ProcessSlot[];
  readonly workers: readonly ProcessSlot[];
  /** One per api, in the same order; each stays the same whatever is killed. */
  readonly urls: readonly string[];
  readonly databaseUrl: string;
  readonly #redis: RedisServer | undefined;
  readonly #database: Database;
  readonly #base: NodeJS.ProcessEnv;
  readonly #extra: ProcessSlot[] = [];

  private constructor(parts: {
    backend: Backend;
    folder: string;
    postgres: PostgresServer;
    redis: RedisServer | undefined;
    databaseUrl: string;
    ports: readonly number[];
    leaseMs: number;
  }) {
    this.backend = parts.backend;
    this.folder = parts.folder;
    this.postgres = parts.postgres;
    this.databaseUrl = parts.databaseUrl;
    this.#redis = parts.redis;
    this.#database = connectDatabase(parts.databaseUrl, { max: 2, name: 'penstock-faults' });
    this.#base = {
      PATH: process.env['PATH'],
      DATABASE_URL: parts.databaseUrl,
      ...(parts.redis && { REDIS_URL: parts.redis.url }),
      DATA_DIR: this.dataDir,
      MODELS_DIR: path.join(parts.folder, 'models'),
      INLINE_BYTES: String(INLINE_BYTES),
      // Where the clients listen for their webhooks.
      OUTBOUND_ALLOW: '127.0.0.1',
      COMPUTE_CHILDREN: '1',
      LEASE_MS: String(parts.leaseMs),
      NODE_OPTIONS: PRELOADS,
      FAULT_RUN: path.basename(parts.folder),
    };
    this.apis = parts.ports.map((port, i) => this.#slot('api', i, { PORT: String(port) }));
    this.urls = parts.ports.map((port) => `http://127.0.0.1:${port}`);
    this.workers = [0, 1].map((i) => this.#slot('worker', i));
  }

  /**
   * Brings up the servers, an empty database with an audit trail, and the processes.
   *
   * @param leaseMs how long an attempt belongs to its worker
   * @param onSystem is told as soon as there is something to stop
   */
  static async start(
    { backend, leaseMs }: { backend: Backend; leaseMs: number },
    onSystem: (system: System) => void = () => {},
  ): Promise<System> {
    const folder = mkdtempSync(path.join(tmpdir(), 'penstock-faults-'));
    // As root: else the user that Postgres runs as cannot enter.
    chmodSync(folder, 0o755);
    for (const models of ['models/digits', 'test/fixtures/models/affine', 'test/fixtures/models/spin'])
      cpSync(path.join(ROOT, models), path.join(folder, 'models', path.basename(models)), {
        recursive: true,
      });
    const postgres = new PostgresServer(folder);
    await postgres.start();
    let redis: RedisServer | undefined;
    try {
      const databaseUrl = await postgres.createDatabase('faults');
      if (backend === 'redis') redis = await RedisServer.open(folder);
      await migrateAll({ databaseUrl, redisUrl: redis?.url });
      const ports = [await freePort(), await freePort()];
      const system = new System({ backend, folder, postgres, redis, databaseUrl, ports, leaseMs });
      onSystem(system);
      try {
        await layAuditTrail(system.sql);
        await system.stand();
        return system;
      } catch (error) {
        await system.stop();
        throw error;
      }
    } catch (error) {
      await redis?.stop();
      await postgres.stop();
      throw error;
    }
  }

  /** For the harness itself. */
  get sql(): Sql {
    return this.#database.sql;
  }

  get dataDir(): string {
    return path.join(this.folder, 'data');
  }

  get blobsDir(): string {
    return path.join(this.dataDir, 'blobs');
  }

  /** @throws Error on the other backend */
  get redis(): RedisServer {
    if (!this.#redis) throw new Error('This system has no Redis');
    return this.#redis;
  }

  /** All processes that there are to be. */
  get slots(): readonly ProcessSlot[] {
    return [...this.apis, ...this.workers, ...this.#extra];
  }

  /** Sees to it that all processes are up with the environment that is wanted, and ends those that were added. */
  async stand(env: FaultEnv = {}): Promise<void> {
    await Promise.all(this.#extra.splice(0).map((slot) => slot.stop()));
    await Promise.all([...this.apis, ...this.workers].map((slot) => slot.start(env[slot.role])));
  }

  /** Adds a process until the next `stand`. */
  async add(role: 'api' | 'worker', env: NodeJS.ProcessEnv = {}): Promise<ProcessSlot> {
    const slot = this.#slot(role, 2 + this.#extra.length, { PORT: '0' });
    this.#extra.push(slot);
    await slot.start(env);
    return slot;
  }

  /** Processes that were left behind by others. */
  orphans(): number[] {
    return orphansOf(
      `FAULT_RUN=${this.#base['FAULT_RUN']}`,
      this.slots.map((slot) => slot.pid),
    );
  }

  /** Forgets all jobs, whatever they are like, so that a fault is judged by its own. */
  async forget(): Promise<void> {
    await this.sql`truncate jobs, job_inputs, webhook_deliveries, fault_audit`;
    rmSync(this.blobsDir, { recursive: true, force: true });
  }

  /** Ends everything and removes what was stored. Safe to call when some of it has ended. */
  async stop(): Promise<void> {
    this.postgres.resume();
    await Promise.all(this.slots.map((slot) => slot.stop()));
    await this.#database.close(1000);
    await this.#redis?.stop();
    await this.postgres.stop();
    rmSync(this.folder, { recursive: true, force: true, maxRetries: 3 });
  }

  #slot(role: 'api' | 'worker', index: number, env: NodeJS.ProcessEnv = {}): ProcessSlot {
    // A worker's log says what the sweeper has done and whose result came too late; an api's, each request.
    const LOG_LEVEL = role === 'worker' ? 'info' : 'warn';
    return new ProcessSlot(role, `${role}-${index + 1}`, { ...this.#base, LOG_LEVEL, ...env });
  }
}
