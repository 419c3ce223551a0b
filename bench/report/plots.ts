import type { Metric, Round } from '../metrics.ts';
import { barChart } from '../plot.ts';
import type { ScenarioRecord } from '../records.ts';
import type { ScenarioName } from '../scenarios/scenario-name.ts';
import { spreadOf } from '../statistics.ts';

export type Plot = { readonly name: string; readonly title: string; readonly svg: string };

/** The plots of the report: those that the records have something for. */
export function drawPlots(records: readonly ScenarioRecord[]): Plot[] {
  const roundsOf = (name: ScenarioName): readonly Round[] =>
    records.find(({ scenario }) => scenario === name)?.rounds ?? [];
  return [
    throughput(roundsOf),
    latency(roundsOf('idle-latency')),
    fairness(roundsOf('fair')),
    ...batching(roundsOf('batching')),
  ].flatMap((plot) => plot ?? []);
}

/** Each contender keeps its colour. */
const COLOURS = { sync: 6, naive: 1, 'ours-redis': 0, 'ours-embedded': 2 } as const;
const CONTENDERS = Object.keys(COLOURS) as (keyof typeof COLOURS)[];

function throughput(roundsOf: (name: ScenarioName) => readonly Round[]): Plot | undefined {
  const kinds: [ScenarioName, Metric, string][] = [
    ['tiny', 'jobsPerSecond', '28 × 28 drawings'],
    ['accept', 'answersPerSecond', 'answers alone'],
    ['photo', 'jobsPerSecond', '640 × 480 photos'],
    ['big', 'jobsPerSecond', '12 megapixels'],
  ];
  const there = kinds.filter(([name]) => roundsOf(name).length > 0);
  if (there.length === 0) return undefined;
  const relative = (round: Round, name: string, metric: Metric) =>
    (round[name]?.[metric] ?? Number.NaN) / (round['sync']?.[metric] ?? Number.NaN);
  const title = 'Throughput in comparison with sync';
  return {
    name: 'throughput',
    title,
    svg: barChart({
      title,
      note: 'Median of the ratios of all rounds; 1 is what answering while the request waits gives.',
      x: { name: 'upload', categories: there.map(([, , label]) => label) },
      y: { name: '× sync' },
      series: CONTENDERS.map((name) => ({
        name,
        colour: COLOURS[name],
        values: there.map(([scenario, metric]) =>
          middle(roundsOf(scenario).map((round) => relative(round, name, metric))),
        ),
      })).filter(({ values }) => values.some((value) => value !== null)),
    }),
  };
}

function latency(rounds: readonly Round[]): Plot | undefined {
  const names = CONTENDERS.filter((name) => rounds.some((round) => round[name]));
  if (names.length === 0) return undefined;
  const percentiles: Metric[] = ['p50Ms', 'p90Ms', 'p99Ms'];
  const title = 'Upload to result, one at a time';
  return {
    name: 'latency',
    title,
    svg: barChart({
      title,
      note: 'An idle system; the request waits for its result. Medians of all rounds.',
      x: { name: 'percentile', categories: ['p50', 'p90', 'p99'] },
      y: { name: 'ms' },
      series: names.map((name) => ({
        name,
        colour: COLOURS[name],
        values: percentiles.map((metric) => middle(rounds.map((round) => round[name]?.[metric]))),
      })),
    }),
  };
}

function fairness(rounds: readonly Round[]): Plot | undefined {
  const names = Object.keys(rounds[0] ?? {});
  if (names.length === 0) return undefined;
  const percentiles: Metric[] = ['p50Ms', 'p90Ms', 'maxMs'];
  const title = 'One job beside a burst of 1,000';
  return {
    name: 'fair',
    title,
    svg: barChart({
      title,
      note: 'Upload to result of one owner’s single jobs, one after the other. Medians of all rounds.',
      x: { name: 'percentile', categories: ['p50', 'p90', 'longest'] },
      y: { name: 'ms' },
      series: names.map((name) => ({
        name,
        values: percentiles.map((metric) => middle(rounds.map((round) => round[name]?.[metric]))),
      })),
    }),
  };
}

function batching(rounds: readonly Round[]): Plot[] {
  const names = Object.keys(rounds[0] ?? {});
  if (names.length === 0) return [];
  const valuesOf = (metric: Metric) =>
    names.map((name) => middle(rounds.map((round) => round[name]?.[metric])));
  const x = { name: 'batch.maxSize, batch.maxDelayMs', categories: names };
  const note = 'Drawings of 28 × 28; medians of all rounds.';
  const full = 'Throughput by batch settings';
  const open = 'Upload to stored result by batch settings';
  return [
    {
      name: 'batching-throughput',
      title: full,
      svg: barChart({
        title: full,
        note,
        x,
        y: { name: 'jobs/s at full load' },
        series: [{ name: 'jobs/s', values: valuesOf('jobsPerSecond') }],
      }),
    },
    {
      name: 'batching-latency',
      title: open,
      svg: barChart({
        title: open,
        note,
        x,
        y: { name: 'ms' },
        series: [
          { name: 'half load, p50', values: valuesOf('half50Ms'), colour: 5 },
          { name: 'half load, p99', values: valuesOf('half99Ms'), colour: 0 },
          { name: '80 % load, p50', values: valuesOf('high50Ms'), colour: 4 },
          { name: '80 % load, p99', values: valuesOf('high99Ms'), colour: 1 },
        ],
      }),
    },
  ];
}

function middle(values: readonly (number | undefined)[]): number | null {
  return spreadOf(values)?.median ?? null;
}
