import { expect, test } from 'vitest';
import { bucketQuantile } from '../../../api/system-history/bucket-quantile.ts';
import { sampleBetween, takeReading } from '../../../api/system-history/sample-system.ts';

const host = { cpuPercent: 12.5, memoryPercent: 40 };

function overviewOf(metrics: Record<string, string>) {
  return {
    workers: Object.entries(metrics).map(([id, text]) => ({
      id,
      startedAt: '',
      report: { host: 'h', pid: 1, children: 2, busyChildren: 1, models: {}, metrics: text },
    })),
    depths: [
      { model: 'digits', owner: 'a', rank: 0, waiting: 3, running: 1, oldestMs: 5 },
      { model: 'digits', owner: 'b', rank: 4, waiting: 4, running: 0, oldestMs: 5 },
      { model: 'faces', owner: 'a', rank: 0, waiting: 0, running: 1, oldestMs: null },
    ],
    loaded: [],
  };
}

test('a sample tells rates by how counters have grown, and begins anew with a worker that did', () => {
  const counted = (n: number) =>
    `# HELP x\npenstock_attempts_total{model="digits",outcome="succeeded"} ${n}\npenstock_attempts_total{model="digits",outcome="failed"} 1\n`;
  const batches = (sum: number, count: number) =>
    `penstock_batch_size_sum{model="digits"} ${sum}\npenstock_batch_size_count{model="digits"} ${count}\n`;
  const before = takeReading(
    'penstock_jobs_accepted_total{model="digits"} 10\n',
    overviewOf({ one: counted(100) + batches(40, 10) }),
    0,
  );
  const overview = overviewOf({ one: counted(120) + batches(52, 12), two: counted(5) });
  const after = takeReading(
    'penstock_jobs_accepted_total{model="digits"} 30\npenstock_http_request_seconds_count{method="POST",route="/v1/jobs",status="429"} 5\n',
    overview,
    5000,
  );
  expect(sampleBetween(before, after, { overview, host })).toMatchObject({
    at: '1970-01-01T00:00:05.000Z',
    submitted: 4,
    refused: 1,
    succeeded: 5,
    failed: 0.2,
    waiting: { digits: 7 },
    batchSize: 6,
    stages: { total: null },
    cpuPercent: 12.5,
    memoryPercent: 40,
    workers: 2,
    children: 4,
    busyChildren: 2,
  });
});

test('percentiles are of what ended in between, not of all there was', () => {
  const buckets = (fast: number, all: number) =>
    `penstock_stage_seconds_bucket{le="0.1",model="digits",stage="total"} ${fast}\n` +
    `penstock_stage_seconds_bucket{le="1",model="digits",stage="total"} ${all}\n` +
    `penstock_stage_seconds_bucket{le="+Inf",model="digits",stage="total"} ${all}\n`;
  const before = takeReading('', overviewOf({ one: buckets(1000, 1000) }), 0);
  const overview = overviewOf({ one: buckets(1000, 1010) });
  const { stages } = sampleBetween(before, takeReading('', overview, 1000), { overview, host });
  // Ten, all between 0.1 s and 1 s: the fifth of them lies half way.
  expect(stages.total).toEqual({ p50Ms: 550, p99Ms: 991 });
});

test.each([
  [0.5, 1],
  [0.75, 1.5],
  [1, 2],
])('the quantile %d of two below 1 and two below 2 is %d', (q, expected) => {
  expect(
    bucketQuantile(
      new Map([
        [1, 2],
        [2, 4],
        [Infinity, 4],
      ]),
      q,
    ),
  ).toBeCloseTo(expected, 10);
});

test('what lies above the last bound is told as that bound, and nothing of nothing', () => {
  expect(
    bucketQuantile(
      new Map([
        [1, 0],
        [Infinity, 4],
      ]),
      0.5,
    ),
  ).toBe(1);
  expect(
    bucketQuantile(
      new Map([
        [1, 0],
        [Infinity, 0],
      ]),
      0.5,
    ),
  ).toBeUndefined();
});
