import type { Model } from '../shared/catalog.ts';
import { AppError } from '../shared/domain/errors.ts';
import { isRemote, mostTogether } from '../shared/domain/manifest.ts';
import type { SampleInput, SampleOutput } from './compute/protocol.ts';

/** What the batcher needs of the compute pool. */
export type Compute = {
  /** How many children there are. */
  readonly size: number;
  readonly hasIdle: boolean;
  run: (model: Model, samples: readonly SampleInput[]) => Promise<readonly SampleOutput[]>;
};

/** A sample's way through a batch. */
export type BatchedOutput = {
  readonly output: SampleOutput;
  readonly batchSize: number;
  /** From `add` to the start of its batch. */
  readonly batchWaitMs: number;
};

/** Why a batch was let go: it was full, a child stood idle, or its oldest sample had waited long enough. */
export type ReleaseReason = 'full' | 'idle' | 'delay';

export type BatchReport = {
  readonly model: string;
  readonly size: number;
  readonly reason: ReleaseReason;
};

type Waiting = {
  readonly sample: SampleInput;
  readonly alone: boolean;
  readonly since: number;
  readonly resolve: (output: BatchedOutput) => void;
  readonly reject: (error: unknown) => void;
};

type Line = {
  readonly model: Model;
  readonly waiting: Waiting[];
  msPerSample: number | undefined;
};

/** No batch keeps a child longer than about this, so that a slow model spreads over children and workers. */
const LONGEST_BATCH_MS = 100;
const LARGEST_BELL = 128;

/**
 * Gathers samples of one model into batches. A batch goes when it is full, when its oldest sample has waited
 * `maxDelayMs`, or – the default of 0 – as soon as a child is idle: batches then form by themselves while the
 * children are busy. The model whose oldest sample has waited longest goes first.
 */
export class Batcher {
  readonly #compute: Compute;
  readonly #onBatch: (report: BatchReport) => void;
  readonly #lines = new Map<string, Line>();
  /** Batches under way that wait for models elsewhere. */
  #remoteRunning = 0;
  #timer: NodeJS.Timeout | undefined;

  constructor(compute: Compute, onBatch: (report: BatchReport) => void = () => {}) {
    this.#compute = compute;
    this.#onBatch = onBatch;
  }

  /**
   * Runs a sample in a batch.
   *
   * @param alone keeps it out of company: a sample that is suspected of crashing its child
   * @throws what the whole batch has met: AppError `worker-crashed`, `model-timeout`, `worker-lost`
   */
  add(
    model: Model,
    sample: SampleInput,
    { alone = false }: { alone?: boolean } = {},
  ): Promise<BatchedOutput> {
    return new Promise((resolve, reject) => {
      this.#lineOf(model).waiting.push({ sample, alone, since: performance.now(), resolve, reject });
      // After the current turn: samples of one claim come in one after another and belong together.
      setImmediate(() => this.pump());
    });
  }

  /** Starts every batch that may go. To be called when another child is ready; after a batch it happens by itself. */
  pump(): void {
    clearTimeout(this.#timer);
    while (this.#compute.hasIdle) {
      const ready = this.#nextReady();
      if (!ready) return;
      void this.#run(ready.line, ready.reason);
    }
  }

  /** Gives back what no child has begun, as lost: there will be no child any more. */
  stop(): void {
    clearTimeout(this.#timer);
    for (const { waiting } of this.#lines.values())
      for (const { reject } of waiting.splice(0))
        reject(new AppError('worker-lost', 'The worker was stopped'));
  }

  /** Most samples of this model in one batch: the manifest's bound, and the bound in time. */
  maxBatchSize(model: Model): number {
    return this.#withinLongest(model, mostTogether(model.manifest));
  }

  /**
   * Most jobs of this model that a bell should name. More than a batch where the model is fast, because hearing a bell
   * costs as much as running several such jobs.
   */
  bellSize(model: Model): number {
    return this.#withinLongest(model, LARGEST_BELL);
  }

  /** As many samples as run in `LONGEST_BATCH_MS`, at most `most`; a batch while it is not known. */
  #withinLongest(model: Model, most: number): number {
    // Waiting for a far end takes nothing of this machine, and pictures are waited for together.
    if (isRemote(model.manifest)) return mostTogether(model.manifest);
    const { maxSize, msPerSample } = model.manifest.batch;
    const ms = msPerSample ?? this.#lineOf(model).msPerSample;
    return ms ? Math.max(1, Math.min(most, Math.floor(LONGEST_BATCH_MS / ms))) : Math.min(most, maxSize);
  }

  #lineOf(model: Model): Line {
    const { name } = model.manifest;
    let line = this.#lines.get(name);
    if (!line) {
      line = { model, waiting: [], msPerSample: undefined };
      this.#lines.set(name, line);
    }
    return line;
  }

  #nextReady(): { line: Line; reason: ReleaseReason } | undefined {
    const now = performance.now();
    let soonest = Infinity;
    const lines = [...this.#lines.values()]
      .filter((line) => line.waiting.length > 0)
      .sort((a, b) => a.waiting[0]!.since - b.waiting[0]!.since);
    for (const line of lines) {
      if (isRemote(line.model.manifest) && !this.#mayWaitForOthers) continue;
      const first = line.waiting[0]!;
      const mayWaitMs = first.alone ? 0 : line.model.manifest.batch.maxDelayMs;
      if (line.waiting.length >= this.maxBatchSize(line.model)) return { line, reason: 'full' };
      if (mayWaitMs === 0) return { line, reason: 'idle' };
      const dueInMs = first.since + mayWaitMs - now;
      if (dueInMs <= 0) return { line, reason: 'delay' };
      soonest = Math.min(soonest, dueInMs);
    }
    if (soonest < Infinity) this.#timer = setTimeout(() => this.pump(), Math.ceil(soonest));
    return undefined;
  }

  /** One child is left to the models that are here: a far end that is slow must not hold them up. */
  get #mayWaitForOthers(): boolean {
    return this.#remoteRunning < Math.max(1, this.#compute.size - 1);
  }

  async #run(line: Line, reason: ReleaseReason): Promise<void> {
    const batch = this.#take(line);
    const remote = isRemote(line.model.manifest) ? 1 : 0;
    this.#remoteRunning += remote;
    const start = performance.now();
    const size = batch.length;
    try {
      const outputs = await this.#compute.run(
        line.model,
        batch.map((w) => w.sample),
      );
      batch.forEach((w, i) => {
        w.resolve({ output: outputs[i]!, batchSize: size, batchWaitMs: start - w.since });
      });
      const durationMs = performance.now() - start;
      line.msPerSample = smooth(line.msPerSample, durationMs / size);
      this.#onBatch({ model: line.model.manifest.name, size, reason });
    } catch (error) {
      for (const w of batch) w.reject(error);
    } finally {
      this.#remoteRunning -= remote;
      this.pump();
    }
  }

  #take({ model, waiting }: Line): Waiting[] {
    if (waiting[0]!.alone) return waiting.splice(0, 1);
    const end = waiting.slice(0, this.maxBatchSize(model)).findIndex((w) => w.alone);
    return waiting.splice(0, end === -1 ? this.maxBatchSize(model) : end);
  }
}

/** Exponential moving average; the first value as it is. */
function smooth(average: number | undefined, value: number): number {
  return average === undefined ? value : average * 0.8 + value * 0.2;
}
