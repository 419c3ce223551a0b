import { TIMING_STAGES } from '../../shared/domain/timing-stages.ts';
import { barChart, histogram, lineChart, type Point, scatterChart, stackedBar } from '../plot.ts';
import { showNumber, stageName } from './describe-load.ts';
import type { LoadResult } from './load-result.ts';
import type { Second } from './series.ts';
import type { Dot } from './thin-out.ts';

/** So many seconds are drawn as bars, more as lines. */
const MOST_BARS = 30;
/** The colours of what is the same in several plots. */
const RESULT = 0;
const SUBMIT = 1;
const REFUSED = 7;
const TIME = { name: 'time since the start, s' };
const LATENCY = { name: 'latency, ms' };

/** The plots of a report as SVG: those that have something to show. */
export function loadPlots(result: LoadResult): string[] {
  const { pace } = result.options;
  // Of one burst all latencies are times since the start: a cloud over time would be a line.
  const latencies = pace.kind === 'bursts' && pace.bursts === 1 ? latencyCurve : latencyCloud;
  const plots = [latencies, latencyDistribution, latencyBySecond, throughput, queueDepth, batchSizes, stages];
  return plots.flatMap((plot) => plot(result) ?? []);
}

function latencyCloud({ dots }: LoadResult): string | undefined {
  if (dots.result.length + dots.submit.length === 0) return undefined;
  const points = (of: readonly Dot[]): Point[] => of.map(([atMs, latencyMs]) => [atMs / 1000, latencyMs]);
  return scatterChart({
    title: 'Latency of each answer',
    note: 'By the time at which the answer was there; counted from the intended start.',
    x: TIME,
    y: LATENCY,
    series: [
      { name: 'result', points: points(dots.result), colour: RESULT },
      { name: 'submit', points: points(dots.submit), colour: SUBMIT },
    ].filter((series) => series.points.length > 0),
  });
}

function latencyCurve({ submitCurve, resultCurve }: LoadResult): string | undefined {
  if (submitCurve.length + resultCurve.length === 0) return undefined;
  return lineChart({
    title: 'How the burst was worked off',
    note: 'When each share of the answers was there.',
    x: TIME,
    y: { name: 'answers, %' },
    series: [
      { name: 'result', points: resultCurve, colour: RESULT },
      { name: 'submit', points: submitCurve, colour: SUBMIT },
    ]
      .filter(({ points }) => points.length > 0)
      .map(({ points, ...rest }) => ({
        ...rest,
        points: [[0, 0] as const, ...points.map(([percent, ms]) => [ms / 1000, percent] as const)],
      })),
  });
}

function latencyDistribution({ latencyBins, resultMs }: LoadResult): string | undefined {
  if (!resultMs) return undefined;
  const { p50, p90, p99 } = resultMs;
  return histogram({
    title: 'How long results took',
    note: `p50 ${showNumber(p50)} ms, p90 ${showNumber(p90)} ms, p99 ${showNumber(p99)} ms.`,
    x: LATENCY,
    y: { name: 'jobs' },
    bins: latencyBins,
  });
}

function latencyBySecond({ series }: LoadResult): string | undefined {
  const line = (
    name: string,
    colour: number,
    isDashed: boolean,
    read: (second: Second) => number | undefined,
  ) => ({
    name,
    colour,
    isDashed,
    points: series.map((second): Point => [second.second, read(second) ?? null]),
  });
  const lines = [
    line('result p50', RESULT, false, ({ resultMs }) => resultMs?.p50),
    line('result p99', RESULT, true, ({ resultMs }) => resultMs?.p99),
    line('submit p50', SUBMIT, false, ({ submitMs }) => submitMs?.p50),
    line('submit p99', SUBMIT, true, ({ submitMs }) => submitMs?.p99),
  ].filter(({ points }) => points.some(([, latencyMs]) => latencyMs !== null));
  // A load that was sent in one or two seconds has no course.
  if (!lines.some(({ points }) => points.filter(([, latencyMs]) => latencyMs !== null).length > 2))
    return undefined;
  return lineChart({
    title: 'Latency by second',
    note: 'By the second in which a request was meant to start, so that a stall shows where it began.',
    x: TIME,
    y: LATENCY,
    series: lines,
  });
}

function throughput({ series }: LoadResult): string | undefined {
  if (series.length === 0) return undefined;
  const counts = [
    { name: 'accepted', colour: SUBMIT, values: series.map(({ accepted }) => accepted) },
    { name: 'ended', colour: RESULT, values: series.map(({ done }) => done) },
    { name: 'refused (429)', colour: REFUSED, values: series.map(({ refused }) => refused) },
  ].filter(({ values }) => values.some((count) => count > 0));
  const title = { title: 'Jobs per second', note: 'Accepted, and ended, in each second.' };
  const y = { name: 'jobs' };
  if (series.length <= MOST_BARS) {
    const categories = series.map(({ second }) => String(second));
    return barChart({ ...title, x: { ...TIME, categories }, y, series: counts });
  }
  const lines = counts.map(({ values, ...rest }) => ({
    ...rest,
    points: values.map((count, second): Point => [second, count]),
  }));
  return lineChart({ ...title, x: TIME, y, series: lines });
}

function queueDepth({ queueDepths }: LoadResult): string | undefined {
  if (!queueDepths.some(({ waiting, running }) => waiting + running > 0)) return undefined;
  return lineChart({
    title: 'Queue depth',
    note: 'Jobs of the model on the server, sampled each second.',
    x: TIME,
    y: { name: 'jobs' },
    series: [
      { name: 'waiting', colour: 4, points: queueDepths.map(({ atMs, waiting }) => [atMs / 1000, waiting]) },
      { name: 'running', colour: 2, points: queueDepths.map(({ atMs, running }) => [atMs / 1000, running]) },
    ],
  });
}

function batchSizes({ batchSizes: counts, meanBatchSize }: LoadResult): string | undefined {
  if (meanBatchSize === null) return undefined;
  const largest = Math.max(...Object.keys(counts).map(Number));
  const sizes = Array.from({ length: largest }, (_, i) => String(i + 1));
  return barChart({
    title: 'Batch sizes',
    note: `How many jobs ran in batches of each size; ${showNumber(meanBatchSize)} for the mean job.`,
    x: { name: 'batch size', categories: sizes },
    y: { name: 'jobs' },
    series: [{ name: 'jobs', values: sizes.map((size) => counts[size] ?? 0) }],
  });
}

function stages({ stages: means }: LoadResult): string | undefined {
  if (!means) return undefined;
  return stackedBar({
    title: 'Where the time went',
    note: `The mean job's ${showNumber(means.totalMs)} ms on the server, stage by stage.`,
    x: { name: 'ms' },
    parts: TIMING_STAGES.map((stage) => ({ name: stageName(stage), value: means[stage] })),
  });
}
