import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import { connectRedis, type Redis, waitForRedis } from '../../../shared/redis.ts';
import { freePort } from '../../support/free-port.ts';

const SILENT = { debug() {}, info() {}, warn() {}, error() {} };

/** A redis-server of the harness' own, with AOF synced each second, that can be killed, paused and emptied. */
export class RedisServer {
  readonly port: number;
  readonly #folder: string;
  #server: ChildProcess | undefined;

  private constructor(folder: string, port: number) {
    this.#folder = folder;
    this.port = port;
  }

  /** Starts one on a free port. */
  static async open(folder: string): Promise<RedisServer> {
    const redis = new RedisServer(path.join(folder, 'redis-data'), await freePort());
    mkdirSync(redis.#folder);
    await redis.start();
    return redis;
  }

  get url(): string {
    return `redis://127.0.0.1:${this.port}`;
  }

  /** Resolves when it answers with its data read. */
  async start(): Promise<void> {
    const settings = {
      port: this.port,
      bind: '127.0.0.1',
      dir: this.#folder,
      save: '',
      appendonly: 'yes',
      appendfsync: 'everysec',
    };
    const args = Object.entries(settings).flatMap(([name, value]) => [`--${name}`, String(value)]);
    this.#server = spawn('redis-server', args, { stdio: 'ignore' });
    await this.ask(async () => {});
  }

  /** SIGKILL; resolves when it is gone. */
  async kill(): Promise<void> {
    await this.#end('SIGKILL');
  }

  /** Removes what it has stored; only while it is not running. */
  forget(): void {
    rmSync(this.#folder, { recursive: true, force: true });
    mkdirSync(this.#folder);
  }

  /** SIGSTOP: connections stay open, and nobody answers. */
  pause(): void {
    this.#server?.kill('SIGSTOP');
  }

  /** Undoes `pause`. */
  resume(): void {
    this.#server?.kill('SIGCONT');
  }

  /** Ends it. Safe to call twice. */
  async stop(): Promise<void> {
    this.resume();
    await this.#end('SIGTERM');
  }

  /** Lends a connection to it. */
  async ask<T>(question: (client: Redis) => Promise<T>): Promise<T> {
    const client = connectRedis(this.url, SILENT);
    try {
      await waitForRedis(client, 10_000);
      return await question(client);
    } finally {
      client.disconnect();
    }
  }

  async #end(signal: NodeJS.Signals): Promise<void> {
    const server = this.#server;
    this.#server = undefined;
    if (!server || server.exitCode !== null || server.signalCode !== null) return;
    const ended = once(server, 'exit');
    server.kill(signal);
    await ended;
  }
}
