import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync } from 'node:fs';
import path from 'node:path';
import type { Model } from '../shared/catalog.ts';
import { AppError } from '../shared/domain/errors.ts';
import type { Log } from '../shared/log.ts';
import type { FromChild, LoadReport, SampleInput, SampleOutput, ToChild } from './compute/protocol.ts';

type Options = {
  readonly size: number;
  readonly models: readonly Model[];
  readonly blobsDir: string;
  /** Where the children stand: ONNX Runtime reads files that a model names relative to there, so it is empty. */
  readonly emptyDir: string;
  readonly log: Log;
};

type Child = {
  readonly process: ChildProcess;
  state: 'loading' | 'idle' | 'busy';
  /** Settles the message under way. */
  pending: { resolve: (reply: FromChild) => void; reject: (error: Error) => void } | undefined;
};

/** A child that dies while it loads is not forked again in a tight loop. */
const LONGEST_RESPAWN_MS = 10_000;

/**
 * The compute children of a worker: processes in which inference may block, hang or crash. One that does is killed
 * and replaced; only the batch that it held is told.
 */
export class ComputePool {
  /** Name and version of the runtime; known once started. */
  runtime = '';
  /** Called whenever a child becomes idle. */
  onIdle: () => void = () => {};
  readonly #options: Options;
  readonly #children = new Set<Child>();
  #crashesInARow = 0;
  #isStopping = false;

  constructor(options: Options) {
    this.#options = options;
    mkdirSync(options.emptyDir, { recursive: true });
  }

  get size(): number {
    return this.#options.size;
  }

  get busy(): number {
    return [...this.#children].filter((child) => child.state === 'busy').length;
  }

  get hasIdle(): boolean {
    return [...this.#children].some((child) => child.state === 'idle');
  }

  /**
   * Forks the children and waits until each has loaded every model.
   *
   * @returns what loading has shown
   */
  async start(): Promise<readonly LoadReport[]> {
    const reports = await Promise.all(Array.from({ length: this.#options.size }, () => this.#spawn()));
    return reports[0] ?? [];
  }

  /**
   * Runs one batch on an idle child; there must be one.
   *
   * @throws AppError `model-timeout` when the child had to be killed, `worker-crashed` when it died, `worker-lost`
   * when the pool was stopped
   */
  async run(model: Model, samples: readonly SampleInput[]): Promise<readonly SampleOutput[]> {
    const child = [...this.#children].find((candidate) => candidate.state === 'idle');
    if (!child) throw new Error('No compute child is idle');
    child.state = 'busy';
    const { timeoutMs } = model.manifest.runtime;
    let isLate = false;
    const timer = setTimeout(() => {
      isLate = true;
      child.process.kill('SIGKILL');
    }, timeoutMs);
    try {
      const reply = await this.#ask(child, { kind: 'run', model: model.manifest.name, samples });
      if (reply.kind !== 'ran') throw new Error(`Compute child answered "${reply.kind}" to a batch`);
      return reply.outputs;
    } catch (cause) {
      if (isLate)
        throw new AppError('model-timeout', `The model took longer than ${timeoutMs} ms`, { cause });
      if (this.#isStopping) throw new AppError('worker-lost', 'The worker was stopped', { cause });
      throw new AppError('worker-crashed', 'The process that ran the model died', { cause });
    } finally {
      clearTimeout(timer);
    }
  }

  /**
   * Ends all children: idle ones by themselves, so that they may write a profile; busy ones are killed, and their
   * batches fail as `worker-lost`, which is nobody's fault.
   */
  async stop(timeoutMs = 2000): Promise<void> {
    this.#isStopping = true;
    const children = [...this.#children];
    const gone = Promise.all(children.map((child) => once(child.process, 'exit')));
    for (const child of children) {
      if (child.state === 'idle') child.process.disconnect();
      else child.process.kill('SIGKILL');
    }
    const timer = setTimeout(() => {
      for (const child of this.#children) child.process.kill('SIGKILL');
    }, timeoutMs);
    await gone;
    clearTimeout(timer);
  }

  async #spawn(): Promise<readonly LoadReport[]> {
    const { models, blobsDir, emptyDir, log } = this.#options;
    const entry = path.join(import.meta.dirname, 'compute', `main${path.extname(import.meta.filename)}`);
    const child: Child = {
      process: fork(entry, { serialization: 'advanced' }),
      state: 'loading',
      pending: undefined,
    };
    this.#children.add(child);
    child.process.on('message', (reply: FromChild) => {
      const { pending } = child;
      child.pending = undefined;
      child.state = 'idle';
      pending?.resolve(reply);
      this.onIdle();
    });
    child.process.on('error', (err) => log.error('compute.error', { err: { message: err.message } }));
    child.process.on('exit', (code, signal) => this.#replace(child, code, signal));

    const reply = await this.#ask(child, { kind: 'load', models, blobsDir, emptyDir });
    if (reply.kind !== 'loaded') throw new Error(`Compute child answered "${reply.kind}" to loading`);
    this.#crashesInARow = 0;
    this.runtime = reply.runtime;
    log.debug('compute.ready', { child: child.process.pid });
    return reply.reports;
  }

  #ask(child: Child, message: ToChild): Promise<FromChild> {
    return new Promise((resolve, reject) => {
      child.pending = { resolve, reject };
      child.process.send(message, (error) => error && reject(error));
    });
  }

  #replace(child: Child, code: number | null, signal: NodeJS.Signals | null): void {
    this.#children.delete(child);
    child.pending?.reject(new Error(`Compute child ended with ${signal ?? code}`));
    if (this.#isStopping) return;
    this.#options.log.warn('compute.died', {
      child: child.process.pid,
      code,
      signal,
      wasBusy: child.state === 'busy',
    });
    const delayMs =
      child.state === 'loading' ? Math.min(LONGEST_RESPAWN_MS, 100 * 2 ** this.#crashesInARow++) : 0;
    setTimeout(() => {
      // Its own death while loading comes back here and is tried again.
      if (!this.#isStopping) this.#spawn().catch(() => {});
    }, delayMs);
  }
}
