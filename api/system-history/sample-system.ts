import { HISTORY_STAGES, type SystemSample } from '../../shared/domain/system-history.ts';
import type { Overview } from '../deps.ts';
import { bucketQuantile } from './bucket-quantile.ts';
import { type MetricSample, readMetrics } from './read-metrics.ts';

/** What is looked at of each process' metrics. */
const NAMES = [
  'penstock_jobs_accepted_total',
  'penstock_http_request_seconds_count',
  'penstock_attempts_total',
  'penstock_batch_size_sum',
  'penstock_batch_size_count',
  'penstock_stage_seconds_bucket',
];

/** All counters of the system at one moment. */
export type Reading = {
  readonly atMs: number;
  /** By process: a counter that begins anew belongs to another one. */
  readonly processes: ReadonlyMap<string, readonly MetricSample[]>;
};

/** Reads the counters of this api and of all workers. */
export function takeReading(apiMetrics: string, { workers }: Overview, atMs: number): Reading {
  const texts: [string, string][] = [
    ['api', apiMetrics],
    ...workers.map(({ id, report }): [string, string] => [id, report.metrics]),
  ];
  return { atMs, processes: new Map(texts.map(([process, text]) => [process, readMetrics(text, NAMES)])) };
}

/** What has happened between two readings. */
export function sampleBetween(
  before: Reading,
  after: Reading,
  { overview, host }: { overview: Overview; host: { cpuPercent: number | null; memoryPercent: number } },
): SystemSample {
  const grown = growth(before, after);
  const seconds = Math.max(0.001, (after.atMs - before.atMs) / 1000);
  const sum = (name: string, has: Record<string, string> = {}) =>
    grown
      .filter(
        (one) => one.name === name && Object.entries(has).every(([key, value]) => one.labels[key] === value),
      )
      .reduce((total, { value }) => total + value, 0);
  const perSecond = (name: string, has?: Record<string, string>) =>
    Math.round((sum(name, has) / seconds) * 100) / 100;
  const batches = sum('penstock_batch_size_count');
  const waiting: Record<string, number> = {};
  for (const { model, waiting: count } of overview.depths)
    if (count > 0) waiting[model] = (waiting[model] ?? 0) + count;
  const total = (read: (report: Overview['workers'][number]['report']) => number) =>
    overview.workers.reduce((all, { report }) => all + read(report), 0);

  return {
    at: new Date(after.atMs).toISOString(),
    submitted: perSecond('penstock_jobs_accepted_total'),
    refused: perSecond('penstock_http_request_seconds_count', { status: '429' }),
    succeeded: perSecond('penstock_attempts_total', { outcome: 'succeeded' }),
    failed: perSecond('penstock_attempts_total', { outcome: 'failed' }),
    waiting,
    batchSize: batches > 0 ? Math.round((sum('penstock_batch_size_sum') / batches) * 100) / 100 : null,
    stages: stagesOf(grown),
    ...host,
    workers: overview.workers.length,
    children: total(({ children }) => children),
    busyChildren: total(({ busyChildren }) => busyChildren),
  };
}

/** By how much each counter has grown; one of a new process by all that it has. */
function growth(before: Reading, after: Reading): MetricSample[] {
  return [...after.processes].flatMap(([process, samples]) => {
    const old = new Map((before.processes.get(process) ?? []).map((one) => [keyOf(one), one.value]));
    return samples.map((one) => ({ ...one, value: Math.max(0, one.value - (old.get(keyOf(one)) ?? 0)) }));
  });
}

function keyOf({ name, labels }: MetricSample): string {
  return `${name} ${JSON.stringify(labels)}`;
}

function stagesOf(grown: readonly MetricSample[]): SystemSample['stages'] {
  const buckets = grown.filter(({ name }) => name === 'penstock_stage_seconds_bucket');
  return Object.fromEntries(
    HISTORY_STAGES.map((stage) => {
      const counts = new Map<number, number>();
      for (const { labels, value } of buckets) {
        if (labels['stage'] !== stage) continue;
        const bound = labels['le'] === '+Inf' ? Infinity : Number(labels['le']);
        counts.set(bound, (counts.get(bound) ?? 0) + value);
      }
      const [p50, p99] = [bucketQuantile(counts, 0.5), bucketQuantile(counts, 0.99)];
      return [stage, p50 === undefined || p99 === undefined ? null : { p50Ms: ms(p50), p99Ms: ms(p99) }];
    }),
  ) as SystemSample['stages'];
}

function ms(seconds: number): number {
  return Math.round(seconds * 10_000) / 10;
}
