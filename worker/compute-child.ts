import { type ChildProcess, fork } from 'node:child_process';
import path from 'node:path';
import type { FromChild, StepProgress, ToChild } from './compute/protocol.ts';

type Answer = Exclude<FromChild, { kind: 'loading' | 'progress' }>;

/** How a child has ended. */
export type ChildExit = { readonly code: number | null; readonly signal: NodeJS.Signals | null };

/** One compute process, asked one thing at a time. */
export class ComputeChild {
  state: 'loading' | 'idle' | 'busy' = 'loading';
  /** The model that it is loading just now: the suspect, should it die. */
  loadingModel: string | undefined;
  /** Whether it was found to take more memory than it may, and is being killed for it. */
  isGreedy = false;
  /** Resolves when the process has ended. */
  readonly exited: Promise<ChildExit>;
  readonly #process: ChildProcess;
  #pending: { resolve: (answer: Answer) => void; reject: (error: Error) => void } | undefined;

  /** Told how far the samples are that it has in hand. */
  onProgress: (jobs: readonly StepProgress[]) => void = () => {};

  constructor() {
    const entry = path.join(import.meta.dirname, 'compute', `main${path.extname(import.meta.filename)}`);
    this.#process = fork(entry, { serialization: 'advanced' });
    this.#process.on('message', (message: FromChild) => this.#hear(message));
    this.exited = new Promise((resolve) => {
      const end = (exit: ChildExit) => {
        this.#pending?.reject(new Error(`Compute child ended with ${exit.signal ?? exit.code}`));
        resolve(exit);
      };
      this.#process.once('exit', (code, signal) => end({ code, signal }));
      // It could not even be forked: there will be no exit.
      this.#process.once('error', () => this.#process.pid === undefined && end({ code: null, signal: null }));
    });
  }

  get pid(): number | undefined {
    return this.#process.pid;
  }

  /** Sends a message and resolves with its answer; rejects when the process ends instead. */
  ask(message: ToChild): Promise<Answer> {
    return new Promise((resolve, reject) => {
      this.#pending = { resolve, reject };
      this.#process.send(message, (error) => error && reject(error));
    });
  }

  kill(): void {
    this.#process.kill('SIGKILL');
  }

  /** Lets it end by itself, which it does as soon as it has nothing to do. */
  dismiss(): void {
    if (this.#process.connected) this.#process.disconnect();
  }

  #hear(message: FromChild): void {
    if (message.kind === 'loading') {
      this.loadingModel = message.name;
      return;
    }
    if (message.kind === 'progress') {
      this.onProgress(message.jobs);
      return;
    }
    const pending = this.#pending;
    this.#pending = undefined;
    this.loadingModel = undefined;
    this.state = 'idle';
    pending?.resolve(message);
  }
}
