import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { connectDatabase } from '../../../shared/db/client.ts';
import { type EmbeddedPostgres, startEmbeddedPostgres } from '../../../start/postgres/embedded-postgres.ts';
import { sendSignal } from '../../../start/postgres/server-processes.ts';
import { childPids } from './process-tree.ts';

/** A Postgres of the harness' own that can be killed and paused; its url stays the same. */
export class PostgresServer {
  readonly #dataDir: string;
  #running: EmbeddedPostgres | undefined;
  #url = '';

  constructor(folder: string) {
    this.#dataDir = path.join(folder, 'postgres-data');
    mkdirSync(this.#dataDir);
  }

  /** Of the database that is named `penstock`, which is always there. */
  get url(): string {
    return this.#url;
  }

  /** Folder of its Unix socket. */
  get socketDir(): string {
    return new URL(this.#url).searchParams.get('host')!;
  }

  /** Resolves when it takes connections, the recovery after a crash included. */
  async start(): Promise<void> {
    this.#running ??= await startEmbeddedPostgres({ dataDir: this.#dataDir, log: () => {} });
    this.#url = this.#running.url;
  }

  /** SIGKILL for the postmaster; its backends see that it is gone and end. */
  async kill(): Promise<void> {
    const running = this.#running;
    if (!running) return;
    sendSignal(running.pid, 'SIGKILL');
    await running.crashed;
    await running.stop();
    this.#running = undefined;
  }

  /** Fast shutdown. Safe to call twice. */
  async stop(): Promise<void> {
    const running = this.#running;
    this.#running = undefined;
    await running?.stop();
  }

  /** SIGSTOP for all its processes: connections stay open, and nobody answers. */
  pause(): void {
    const { pid } = this.#running!;
    sendSignal(pid, 'SIGSTOP');
    for (const child of childPids(pid)) sendSignal(child, 'SIGSTOP');
  }

  /** Undoes `pause`; nothing happens when it was not paused. */
  resume(): void {
    if (!this.#running) return;
    const { pid } = this.#running;
    for (const child of childPids(pid)) sendSignal(child, 'SIGCONT');
    sendSignal(pid, 'SIGCONT');
  }

  /** Makes an empty database; returns its url. */
  async createDatabase(name: string): Promise<string> {
    const admin = connectDatabase(this.#url, { max: 1, name: 'penstock-faults' });
    await admin.sql`create database ${admin.sql(name)}`;
    await admin.close();
    const url = new URL(this.#url);
    url.pathname = `/${name}`;
    return url.href;
  }
}
