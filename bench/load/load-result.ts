import { TIMING_STAGES, type TimingStage } from '../../shared/domain/timing-stages.ts';
import { roundMs } from '../../shared/domain/timings.ts';
import { type Bin, binsOf } from './histogram-bins.ts';
import type { LoadOptions } from './options.ts';
import { curveOf, type Latencies, summarize } from './percentiles.ts';
import type { QueueDepth } from './queue-depth.ts';
import { type Second, seriesOf } from './series.ts';
import type { Submission } from './submission.ts';
import type { Tally } from './tally.ts';
import { type Dot, thinOut } from './thin-out.ts';

/** All that a load has shown; JSON as it stands. */
export type LoadResult = {
  readonly runId: string;
  /** RFC 3339, by this machine's clock. */
  readonly startedAt: string;
  readonly options: Omit<LoadOptions, 'key'>;
  readonly counts: {
    readonly sent: number;
    readonly accepted: number;
    /** 429: not an error, and not tried again. */
    readonly refused: number;
    readonly succeeded: number;
    /** Jobs that ended `failed` or `canceled`. */
    readonly failed: number;
    readonly lost: number;
    readonly duplicated: number;
    readonly wrong: number;
  };
  readonly errors: Readonly<Record<string, number>>;
  /** What was lost, duplicated or wrong, in words; the first hundred. */
  readonly faults: readonly string[];
  /** False: the server would not list its jobs, so that nobody knows whether any is there twice. */
  readonly isAudited: boolean;
  /** To the answer that the job exists; null in mode `wait`, where it comes with the result. */
  readonly submitMs: Latencies | null;
  /** To the news that the job has ended; in mode `submit` by the server's clock. */
  readonly resultMs: Latencies | null;
  /** Ended jobs, and the time from the first that was sent to the last that ended. */
  readonly throughput: { readonly jobsPerSecond: number; readonly overMs: number } | null;
  /** Means of the ledgers of the jobs that succeeded, ms. */
  readonly stages: Readonly<Record<TimingStage | 'totalMs', number>> | null;
  /** Of a job, so that a batch of n counts n times. */
  readonly meanBatchSize: number | null;
  /** How many jobs ran in batches of each size. */
  readonly batchSizes: Readonly<Record<string, number>>;
  readonly latencyBins: readonly Bin[];
  /** What each percent of the results did not exceed: pairs of percent and ms. */
  readonly resultCurve: readonly (readonly [percent: number, ms: number])[];
  readonly submitCurve: readonly (readonly [percent: number, ms: number])[];
  /** Some of the latencies, for a plot. */
  readonly dots: { readonly submit: readonly Dot[]; readonly result: readonly Dot[] };
  readonly series: readonly Second[];
  readonly queueDepths: readonly QueueDepth[];
  /** Whether the generator kept up: how busy its thread was, and how much later than meant requests were sent. */
  readonly generator: { readonly busyPercent: number; readonly lateMs: Latencies | null };
};

/** What the counts do not say by themselves. */
export type LoadFacts = Pick<LoadResult, 'runId' | 'startedAt' | 'isAudited' | 'queueDepths'> & {
  readonly options: LoadOptions;
  /** By the clock of the submissions. */
  readonly startedAtMs: number;
  readonly busyPercent: number;
};

/** Sums up a load that is over. */
export function resultOf(tally: Tally, facts: LoadFacts): LoadResult {
  const { startedAtMs, busyPercent, options, ...rest } = facts;
  const { key: _, ...shown } = options;
  const { submissions } = tally;
  const sent = submissions.filter(({ sentAt }) => sentAt !== undefined);
  const accepted = sent.filter(({ answeredAt, isRefused }) => answeredAt !== undefined && !isRefused);
  const ended = accepted.filter(({ endedAt }) => endedAt !== undefined);
  const succeeded = ended.filter(({ end }) => end?.status === 'succeeded');
  const dot = (at: number, intendedAt: number): Dot => [roundMs(at - startedAtMs), roundMs(at - intendedAt)];
  const answered = options.mode === 'wait' ? [] : accepted;
  const submits = answered.map(({ intendedAt, answeredAt }) => answeredAt! - intendedAt);
  const results = ended.map(({ intendedAt, endedAt }) => endedAt! - intendedAt);
  return {
    ...rest,
    options: shown,
    counts: {
      sent: sent.length,
      accepted: accepted.length,
      refused: sent.filter(({ isRefused }) => isRefused).length,
      succeeded: succeeded.length,
      failed: ended.length - succeeded.length,
      lost: submissions.filter(({ isLost }) => isLost).length,
      duplicated: tally.duplicated,
      wrong: submissions.filter(({ isWrong }) => isWrong).length,
    },
    errors: Object.fromEntries(tally.errors),
    faults: tally.faults.slice(0, 100),
    submitMs: rounded(submits),
    resultMs: rounded(results),
    throughput: throughputOf(sent, ended),
    ...ledgersOf(succeeded),
    latencyBins: binsOf(results),
    submitCurve: curveOf(submits),
    resultCurve: curveOf(results),
    dots: {
      submit: thinOut(answered.map(({ answeredAt, intendedAt }) => dot(answeredAt!, intendedAt))),
      result: thinOut(ended.map(({ endedAt, intendedAt }) => dot(endedAt!, intendedAt))),
    },
    series: seriesOf(submissions, { startedAtMs, hasSubmits: options.mode !== 'wait' }),
    generator: {
      busyPercent: roundMs(busyPercent),
      lateMs: rounded(sent.map(({ intendedAt, sentAt }) => sentAt! - intendedAt)),
    },
  };
}

function throughputOf(sent: readonly Submission[], ended: readonly Submission[]): LoadResult['throughput'] {
  if (ended.length === 0) return null;
  const from = sent.reduce((least, { sentAt }) => Math.min(least, sentAt!), Infinity);
  const to = ended.reduce((most, { endedAt }) => Math.max(most, endedAt!), 0);
  return { jobsPerSecond: roundMs((ended.length / (to - from)) * 1000), overMs: roundMs(to - from) };
}

function ledgersOf(
  succeeded: readonly Submission[],
): Pick<LoadResult, 'stages' | 'meanBatchSize' | 'batchSizes'> {
  const ledgers = succeeded.flatMap(({ timings }) => (timings ? [timings] : []));
  const mean = (name: TimingStage | 'totalMs' | 'batchSize'): number =>
    roundMs(ledgers.reduce((sum, ledger) => sum + (ledger[name] ?? 0), 0) / ledgers.length);
  const batchSizes: Record<string, number> = {};
  for (const { batchSize = 0 } of ledgers) batchSizes[batchSize] = (batchSizes[batchSize] ?? 0) + 1;
  if (ledgers.length === 0) return { stages: null, meanBatchSize: null, batchSizes };
  const means = [...TIMING_STAGES, 'totalMs' as const].map((name) => [name, mean(name)]);
  return {
    // The names are those of the type, by the line above.
    stages: Object.fromEntries(means) as Record<TimingStage | 'totalMs', number>,
    meanBatchSize: mean('batchSize'),
    batchSizes,
  };
}

function rounded(values: readonly number[]): Latencies | null {
  const summary = summarize(values);
  if (!summary) return null;
  const { count, mean, p50, p90, p99, max } = summary;
  return {
    count,
    mean: roundMs(mean),
    p50: roundMs(p50),
    p90: roundMs(p90),
    p99: roundMs(p99),
    max: roundMs(max),
  };
}
