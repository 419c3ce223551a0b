import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import type { ReadyMessage } from '../../../shared/run-process.ts';
import { childrenOf } from '../../support/processes.ts';
import type { FaultPoint } from '../preloads.ts';

const ROOT = path.join(import.meta.dirname, '../../..');
/** Longer than the product gives itself to finish what is under way. */
const PATIENCE_MS = 20_000;
const KEPT_LINES = 200;

/** How a process has ended. */
export type Exit = { readonly code: number | null; readonly signal: NodeJS.Signals | null };

/**
 * The place of one api or worker: the compiled process that stands in it, started and ended as a fault wants it. An
 * api keeps its port. A process that ends although nobody has asked for it is noted in `surprises`.
 */
export class ProcessSlot {
  readonly role: 'api' | 'worker';
  readonly name: string;
  /** Ends that nobody has asked for, in words. */
  readonly surprises: string[] = [];
  /** Its log lines of requests that failed with 500, which nothing that is broken around it excuses. */
  readonly failures: string[] = [];
  /** What the process was started with beside what all have. */
  env: NodeJS.ProcessEnv = {};
  readonly #base: NodeJS.ProcessEnv;
  readonly #lines: string[] = [];
  #child: ChildProcess | undefined;
  #exited: Promise<Exit> = Promise.resolve({ code: null, signal: null });
  #isEndExpected = false;
  #onLine: (line: string) => void = () => {};

  constructor(role: 'api' | 'worker', name: string, base: NodeJS.ProcessEnv) {
    this.role = role;
    this.name = name;
    this.#base = base;
  }

  /** Undefined while there is no process. */
  get pid(): number | undefined {
    return this.#child?.pid;
  }

  /** The last lines that its processes have printed. */
  get lines(): readonly string[] {
    return this.#lines;
  }

  /** Starts a process and waits until it is ready; nothing happens when there is one with this environment already. */
  async start(env: NodeJS.ProcessEnv = {}): Promise<void> {
    if (this.#child && JSON.stringify(env) === JSON.stringify(this.env)) return;
    if (this.#child) await this.stop();
    this.env = env;
    this.#isEndExpected = false;
    const child = fork(path.join(ROOT, 'dist', this.role, 'main.js'), {
      env: { ...this.#base, ...env },
      execArgv: [],
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    });
    this.#child = child;
    for (const stream of [child.stdout!, child.stderr!]) this.#keepLines(stream);
    this.#exited = new Promise((resolve) => {
      child.once('exit', (code, signal) => {
        this.#child = undefined;
        if (!this.#isEndExpected)
          this.surprises.push(`${this.name} ended by itself (${signal ?? `exit ${code}`})`);
        resolve({ code, signal });
      });
    });
    const ready = new Promise<void>((resolve) => {
      child.on('message', (message: ReadyMessage) => message.kind === 'ready' && resolve());
    });
    await Promise.race([
      ready,
      this.#exited.then(() => {
        throw new Error(`${this.name} ended before it was ready:\n${this.#lines.slice(-20).join('\n')}`);
      }),
    ]);
  }

  /** SIGKILL; resolves when it is gone. */
  async kill(): Promise<void> {
    this.#isEndExpected = true;
    this.#child?.kill('SIGKILL');
    await this.#exited;
  }

  /** Resolves when the process has ended by a fault that is built into it. */
  async dies(): Promise<Exit> {
    this.#isEndExpected = true;
    return await this.#exited;
  }

  /** SIGTERM; resolves when it is gone, and notes when it had to be killed. Safe to call when there is none. */
  async stop(): Promise<void> {
    const child = this.#child;
    if (!child) return;
    this.#isEndExpected = true;
    child.kill('SIGTERM');
    child.kill('SIGCONT');
    const timer = setTimeout(() => child.kill('SIGKILL'), PATIENCE_MS);
    const { signal } = await this.#exited;
    clearTimeout(timer);
    if (signal === 'SIGKILL') this.surprises.push(`${this.name} did not end by SIGTERM`);
  }

  /** Sends a signal to the process. */
  signal(signal: NodeJS.Signals): void {
    this.#child?.kill(signal);
  }

  /** Has the process do something wrong from now on, or stop doing so. */
  tell(fault: FaultPoint, isOn = true): void {
    this.#child?.send({ fault, isOn });
  }

  /** The ids of its compute children. */
  children(): number[] {
    return this.pid === undefined ? [] : childrenOf(this.pid, 'compute/main.js');
  }

  /** Resolves with the next line that it prints and that has this text. */
  async says(text: string): Promise<string> {
    return await new Promise((resolve) => {
      this.#onLine = (line) => line.includes(text) && resolve(line);
    });
  }

  #keepLines(stream: NodeJS.ReadableStream): void {
    let rest = '';
    stream.on('data', (chunk: Buffer) => {
      const lines = (rest + String(chunk)).split('\n');
      rest = lines.pop() ?? '';
      for (const line of lines) {
        this.#onLine(line);
        if (line.includes('"request.failed"')) this.failures.push(line);
      }
      this.#lines.push(...lines);
      this.#lines.splice(0, this.#lines.length - KEPT_LINES);
    });
    void once(stream, 'close').then(() => rest && this.#lines.push(rest));
  }
}
