import type { TaskResult } from '../shared/domain/task-result.ts';

/** One held-out input as a client would send it, and what is true of it. */
export type Sample<Truth> = {
  /** Unique in its data set; for messages. */
  readonly name: string;
  readonly contentType: string;
  /** Its file, made when it is sent: most are, and not always all are asked for. */
  readonly makeFile: () => Promise<Uint8Array>;
  readonly truth: Truth;
  /** Runs it in place of the model that is measured, which has been made of it. */
  readonly model?: string;
};

/** A held-out set. Nothing of it has been trained on. */
export type Dataset<Truth> = {
  /** As it stands beside the figure: `MNIST test`. */
  readonly name: string;
  /** What a sample is: `images`. */
  readonly unit: string;
  /** Its folder in the folder of all data. */
  readonly folder: string;
  /** @param folder absolute path */
  readonly read: (folder: string) => Promise<Sample<Truth>[]>;
};

/** A sample's truth, and what came of its job; no result when that failed. */
export type Answer<Truth> = { readonly truth: Truth; readonly result: TaskResult | null };

/** What was measured. */
export type Figures = {
  /** The figure of the model, in [0, 1]. */
  readonly value: number;
  /** What that is: `top-1`. */
  readonly metric: string;
  /** All figures, for people: name and value. */
  readonly rows: readonly (readonly [string, string])[];
};

/** Makes figures of all answers together. A sample without a result counts as one that is wrong. */
export type Metric<Truth> = (answers: readonly Answer<Truth>[]) => Figures;

/** Runs samples, and gives what came of each, in their order. */
export type RunSamples = (samples: readonly Sample<unknown>[]) => Promise<(TaskResult | null)[]>;

/** How a model is measured. */
export type Evaluation = {
  /** Models besides the one that is measured; of the folder `evaluate/models`. */
  readonly alsoRuns?: readonly string[];
  readonly dataset: Omit<Dataset<unknown>, 'read'>;
  /** Params of every job. */
  readonly params: Readonly<Record<string, unknown>>;
  /**
   * @param folder absolute path of the data set's
   * @param most samples, spread over the whole set; all when undefined
   */
  readonly measure: (
    folder: string,
    run: RunSamples,
    most?: number,
  ) => Promise<Figures & { readonly samples: number }>;
};

/** Joins a data set and a metric that agree on what the truth is. */
export function evaluationOf<Truth>(
  dataset: Dataset<Truth>,
  metric: Metric<Truth>,
  params: Evaluation['params'] = {},
): Evaluation {
  return {
    dataset,
    params,
    async measure(folder, run, most = Infinity) {
      const all = await dataset.read(folder);
      const every = Math.max(1, Math.ceil(all.length / most));
      const samples = all.filter((_, i) => i % every === 0);
      const results = await run(samples);
      const answers = samples.map(({ truth }, i) => ({ truth, result: results[i] ?? null }));
      return { ...metric(answers), samples: samples.length };
    },
  };
}
