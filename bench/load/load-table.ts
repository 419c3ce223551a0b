import { TIMING_STAGES } from '../../shared/domain/timing-stages.ts';
import { describePace, isClean, showNumber, stageName } from './describe-load.ts';
import type { LoadResult } from './load-result.ts';
import type { Latencies } from './percentiles.ts';

const MOST_FAULTS = 10;

/** A result as text for a terminal. */
export function loadTable(result: LoadResult): string {
  const { options, counts, submitMs, resultMs, throughput, generator } = result;
  const where = options.mode === 'submit' ? 'result, by the server' : 'result';
  return [
    `${options.url}, model ${options.model}, mode ${options.mode}: ${describePace(options.pace)}`,
    '',
    columns([
      ['sent', 'accepted', 'refused (429)', 'errors', 'succeeded', 'failed', 'lost', 'duplicated', 'wrong'],
      [
        counts.sent,
        counts.accepted,
        counts.refused,
        sum(result.errors),
        counts.succeeded,
        counts.failed,
        counts.lost,
        counts.duplicated,
        counts.wrong,
      ].map(showNumber),
    ]),
    ...Object.entries(result.errors).map(([kind, count]) => `  ${showNumber(count)} × ${kind}`),
    '',
    columns([
      ['latency, ms', 'p50', 'p90', 'p99', 'max', 'of'],
      latencyRow('submit', submitMs),
      latencyRow(where, resultMs),
      latencyRow('sent later than meant', generator.lateMs),
    ]),
    '',
    throughput
      ? `${showNumber(throughput.jobsPerSecond)} jobs/s over ${showNumber(throughput.overMs / 1000)} s; the generator was busy ${Math.round(generator.busyPercent)} % of the time`
      : 'No job has ended.',
    ...stageLines(result),
    ...verdictLines(result),
    '',
  ].join('\n');
}

function stageLines({ stages, meanBatchSize }: LoadResult): string[] {
  if (!stages || meanBatchSize === null) return [];
  return [
    '',
    columns([
      ['where the time went, mean ms', ...TIMING_STAGES.map(stageName), 'total', 'batch size'],
      [
        '',
        ...TIMING_STAGES.map((stage) => showNumber(stages[stage])),
        showNumber(stages.totalMs),
        showNumber(meanBatchSize),
      ],
    ]),
  ];
}

function verdictLines(result: LoadResult): string[] {
  if (isClean(result)) return [];
  const { faults, isAudited } = result;
  return [
    '',
    ...(isAudited ? [] : ['The server would not list its jobs: whether any is there twice is not known.']),
    ...faults.slice(0, MOST_FAULTS),
    ...(faults.length > MOST_FAULTS ? ['…'] : []),
  ];
}

function latencyRow(name: string, latencies: Latencies | null): string[] {
  if (!latencies) return [name, '–', '–', '–', '–', '0'];
  const { p50, p90, p99, max, count } = latencies;
  return [name, ...[p50, p90, p99, max, count].map(showNumber)];
}

function sum(counts: LoadResult['errors']): number {
  return Object.values(counts).reduce((total, count) => total + count, 0);
}

/** The first column to the left, all others to the right. */
function columns(rows: readonly (readonly string[])[]): string {
  const widths = rows[0]!.map((_, i) => Math.max(...rows.map((row) => row[i]!.length)));
  const line = (row: readonly string[]) =>
    row.map((cell, i) => (i === 0 ? cell.padEnd(widths[i]!) : cell.padStart(widths[i]!))).join('  ');
  return rows.map((row) => line(row).trimEnd()).join('\n');
}
