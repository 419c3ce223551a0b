import type { Bench } from '../bench.ts';
import type { Measured, Metric } from '../metrics.ts';

/** How much to do: `warm-up` is thrown away. */
export type Extent = 'warm-up' | 'whole';

/** One of those that a scenario compares. */
export type Subject = {
  readonly name: string;
  /** One run. What it leaves behind must not touch the next. */
  readonly measure: (extent: Extent) => Promise<Measured>;
};

export type Scenario = {
  readonly title: string;
  /** For the reader of the report: what is done, and what the numbers mean. */
  readonly about: string;
  /** Shown after each run. */
  readonly headline: Metric;
  /** How long it takes in comparison with the others: about the seconds of its start, and of one round. */
  readonly weight: { readonly start: number; readonly round: number };
  /** For one that takes long and scatters little. */
  readonly mostRounds?: number;
  /** Starts what takes part; the bench ends it. None where nothing of it can run here. */
  readonly start: (bench: Bench) => Promise<readonly Subject[]>;
};
