import { mkdirSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Model } from '../shared/catalog.ts';
import { AppError } from '../shared/domain/errors.ts';
import type { Log } from '../shared/log.ts';
import type { LoadReport, SampleInput, SampleOutput, StepProgress } from './compute/protocol.ts';
import { ComputeChild } from './compute-child.ts';
import { residentMemory } from './resident-memory.ts';

type Options = {
  readonly size: number;
  readonly models: readonly Model[];
  readonly blobsDir: string;
  /** Where the children stand: ONNX Runtime reads files that a model names relative to there, so it is empty. */
  readonly emptyDir: string;
  /** A child that takes more memory is killed and replaced. */
  readonly maxRssBytes: number;
  readonly log: Log;
};

/** A child that dies while it loads is not forked again in a tight loop. */
const LONGEST_PAUSE_MS = 10_000;
const MEMORY_EVERY_MS = 250;
/** A model whose loading has ended this many children is left out. Once may be somebody's `kill`. */
const FATAL_AFTER = 3;
/** A child that cannot get as far as its first model: after so many tries, and without another, the worker gives up. */
const MOST_EARLY_DEATHS = 3;
/** A model that is still being loaded by then never will be. */
const LOAD_TIMEOUT_MS = 300_000;

/**
 * The compute children of a worker: processes in which inference may block, hang or crash. One that does is killed
 * and replaced; only the batch that it held is told.
 */
export class ComputePool {
  /** Name and version of the runtime; known once started. */
  runtime = '';
  /** Called when another child is ready. That one has done its batch, whoever ran it knows. */
  onIdle: () => void = () => {};
  /**
   * Called when the last child is gone and cannot be replaced, or a replacement cannot load what is served. Ends the process
   * unless somebody knows better: its jobs go to others as soon as nobody renews their leases.
   */
  onBroken: (error: Error) => void = (error) =>
    setImmediate(() => {
      throw error;
    });
  /** Told now and then how far the samples of long batches are. */
  onProgress: (jobs: readonly StepProgress[]) => void = () => {};
  readonly #options: Options;
  readonly #children = new Set<ComputeChild>();
  /** How many children each model has killed by being loaded. */
  readonly #loadDeaths = new Map<string, number>();
  /** Names of the models that every child has loaded. */
  readonly #served = new Set<string>();
  readonly #memoryWatch: NodeJS.Timeout;
  #isStopping = false;

  constructor(options: Options) {
    this.#options = options;
    mkdirSync(options.emptyDir, { recursive: true });
    this.#memoryWatch = setInterval(() => void this.#killGreedy(), MEMORY_EVERY_MS).unref();
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
   * Forks the children and waits until each has loaded every model that can be loaded.
   *
   * @returns what loading has shown
   * @throws Error when no child lives long enough to load anything
   */
  async start(): Promise<readonly LoadReport[]> {
    const ofEach = await Promise.all(Array.from({ length: this.#options.size }, () => this.#spawn()));
    // What one of them could not load is not served: nobody chooses the child that runs it.
    const reports = (ofEach[0] ?? []).map(
      (report) => ofEach.flat().find(({ name, error }) => name === report.name && error !== null) ?? report,
    );
    for (const { name, error } of reports) if (error === null) this.#served.add(name);
    return reports;
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
      child.kill();
    }, timeoutMs);
    try {
      const answer = await child.ask({ kind: 'run', model: model.manifest.name, samples });
      if (answer.kind !== 'ran') throw new Error(`Compute child answered "${answer.kind}" to a batch`);
      return answer.outputs;
    } catch (cause) {
      if (isLate)
        throw new AppError('model-timeout', `The model took longer than ${timeoutMs} ms`, { cause });
      if (this.#isStopping) throw new AppError('worker-lost', 'The worker was stopped', { cause });
      const why = child.isGreedy ? 'took more memory than it may' : 'died';
      throw new AppError('worker-crashed', `The process that ran the model ${why}`, { cause });
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
    clearInterval(this.#memoryWatch);
    const children = [...this.#children];
    for (const child of children) {
      if (child.state === 'idle') child.dismiss();
      else child.kill();
    }
    const timer = setTimeout(() => {
      for (const child of children) child.kill();
    }, timeoutMs);
    await Promise.all(children.map((child) => child.exited));
    clearTimeout(timer);
  }

  /** Forks until a child has loaded what can be loaded; replaces it from then on whenever it dies. */
  async #spawn(): Promise<readonly LoadReport[]> {
    for (let earlyDeaths = 0, pauseMs = 100; ; pauseMs = Math.min(LONGEST_PAUSE_MS, pauseMs * 2)) {
      const child = new ComputeChild();
      child.onProgress = (jobs) => this.onProgress(jobs);
      this.#children.add(child);
      try {
        const reports = await this.#load(child);
        void child.exited.then((exit) => this.#replace(child, exit));
        return reports;
      } catch (error) {
        this.#children.delete(child);
        if (this.#isStopping) return [];
        const suspect = child.loadingModel;
        this.#options.log.error('compute.died-loading', { child: child.pid, model: suspect });
        const isAlone = [...this.#children].every(({ state }) => state === 'loading');
        if (suspect) this.#loadDeaths.set(suspect, (this.#loadDeaths.get(suspect) ?? 0) + 1);
        else if (++earlyDeaths >= MOST_EARLY_DEATHS && isAlone) throw error;
        await sleep(pauseMs);
      }
    }
  }

  async #load(child: ComputeChild): Promise<readonly LoadReport[]> {
    const { models, blobsDir, emptyDir, log } = this.#options;
    const isFatal = ({ manifest }: Model) => (this.#loadDeaths.get(manifest.name) ?? 0) >= FATAL_AFTER;
    const loadable = models.filter((model) => !isFatal(model));
    const timer = setTimeout(() => child.kill(), LOAD_TIMEOUT_MS);
    const asked = child.ask({ kind: 'load', models: loadable, blobsDir, emptyDir });
    const answer = await asked.finally(() => clearTimeout(timer));
    if (answer.kind !== 'loaded') throw new Error(`Compute child answered "${answer.kind}" to loading`);
    this.runtime = answer.runtime;
    for (const { name } of answer.reports) this.#loadDeaths.delete(name);
    log.debug('compute.ready', { child: child.pid });
    this.onIdle();
    return [
      ...answer.reports,
      ...models.filter(isFatal).map(({ manifest, sha256 }) => ({
        name: manifest.name,
        sha256,
        signature: null,
        error: 'The process that loads it dies',
      })),
    ];
  }

  async #killGreedy(): Promise<void> {
    const { maxRssBytes, log } = this.#options;
    for (const child of this.#children) {
      const rssBytes = child.pid === undefined ? undefined : await residentMemory(child.pid);
      if (rssBytes === undefined || rssBytes <= maxRssBytes || child.isGreedy) continue;
      child.isGreedy = true;
      log.warn('compute.greedy', { child: child.pid, rssBytes, maxRssBytes });
      child.kill();
    }
  }

  #replace(child: ComputeChild, { code, signal }: Awaited<ComputeChild['exited']>): void {
    this.#children.delete(child);
    if (this.#isStopping) return;
    this.#options.log.warn('compute.died', {
      child: child.pid,
      code,
      signal,
      wasBusy: child.state === 'busy',
    });
    this.#spawn()
      .then((reports) => {
        const lost = reports.find(({ name, error: why }) => why !== null && this.#served.has(name));
        if (lost) throw new Error(`${lost.name} cannot be loaded any more: ${lost.error}`);
      })
      .catch((error: Error) => this.onBroken(error));
  }
}
