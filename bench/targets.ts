import type { Metric, Round } from './metrics.ts';
import type { ScenarioName } from './scenarios/scenario-name.ts';

/** A figure that the product is held to. Each round gives one value; NaN where it was not measured. */
export type Target = {
  readonly figure: string;
  readonly valueOf: (round: Round) => number;
  /** The median of the rounds, or, where one bad round is one too many, the worst. */
  readonly over: 'median' | 'worst';
  readonly better: 'high' | 'low';
  /** What has to be reached, and what should be; one of them may be missing. */
  readonly target?: number;
  readonly aim?: number;
  readonly unit: '×' | 'ms' | '/s' | 'MB' | '';
};

/** What every scenario has to reach. One without targets is there to be read. */
export const TARGETS = {
  tiny: [
    ratio('jobsPerSecond', 'ours-redis', 'sync', { target: 0.65, aim: 0.8 }),
    ratio('jobsPerSecond', 'ours-redis', 'naive', { target: 1.25, aim: 1.6 }),
    ratio('jobsPerSecond', 'ours-embedded', 'ours-redis', { target: 0.75, aim: 0.9 }),
  ],
  accept: [ratio('answersPerSecond', 'ours-redis', 'sync', { target: 0.9, aim: 1.1 })],
  photo: [ratio('jobsPerSecond', 'ours-redis', 'sync', { target: 0.95, aim: 1 })],
  big: [ratio('jobsPerSecond', 'ours-redis', 'sync', { target: 0.95, aim: 1 })],
  'idle-latency': [slower('ours-redis'), slower('ours-embedded')],
  burst1000: [
    none('errors', 'errors'),
    {
      ...ratio('answersSeconds', 'ours-redis', 'sync', { target: 1, aim: 0.8 }),
      figure: 'last answer of ours-redis ÷ of sync, time',
      better: 'low',
    },
  ],
  burst10000: [
    none('lost', 'jobs lost'),
    none('duplicated', 'ids answered twice'),
    none('foreign', 'rows that nobody asked for'),
    none('errors', 'errors'),
    { ...largest('rssMaxMb', 'api, largest RSS'), aim: 300 },
  ],
  'upload-flood': [
    none('errors', 'errors'),
    { ...largest('rssGrowthMb', 'api, growth of RSS'), target: 150, aim: 60 },
  ],
  reads: [
    {
      figure: 'reads of one api',
      valueOf: (round) => ours(round, 'answersPerSecond'),
      over: 'median',
      better: 'high',
      target: 6000,
      aim: 10_000,
      unit: '/s',
    },
  ],
  followers: [
    {
      figure: 'end of a job to the last of its followers',
      valueOf: (round) => ours(round, 'maxMs'),
      over: 'median',
      better: 'low',
      target: 1000,
      aim: 200,
      unit: 'ms',
    },
    none('missedEvents', 'followers without their last event'),
    { ...largest('rssMaxMb', 'api, largest RSS'), target: 400 },
  ],
  'two-workers': [ratio('jobsPerSecond', '2 workers', '1 worker', { target: 1.7, aim: 1.95 })],
  'full-table': [ratio('jobsPerSecond', 'full table', 'empty table', { target: 0.9, aim: 1 })],
  fair: [
    {
      figure: 'fair ÷ one line, longest of 20 jobs beside a burst',
      valueOf: (round) => value(round, 'fair', 'maxMs') / value(round, 'one line', 'maxMs'),
      over: 'median',
      better: 'low',
      target: 0.25,
      unit: '×',
    },
  ],
  batching: [],
  scale: [none('errors', 'errors')],
} as const satisfies Record<ScenarioName, readonly Target[]>;

type Bounds = { readonly target?: number; readonly aim?: number };

function ratio(metric: Metric, over: string, under: string, bounds: Bounds): Target {
  const what = metric === 'answersPerSecond' ? 'answers/s' : 'jobs/s';
  return {
    figure: `${over} ÷ ${under}, ${what}`,
    valueOf: (round) => value(round, over, metric) / value(round, under, metric),
    over: 'median',
    better: 'high',
    unit: '×',
    ...bounds,
  };
}

function slower(name: string): Target {
  return {
    figure: `${name} − sync, p50`,
    valueOf: (round) => value(round, name, 'p50Ms') - value(round, 'sync', 'p50Ms'),
    over: 'median',
    better: 'low',
    target: 8,
    aim: 4,
    unit: 'ms',
  };
}

/** Nothing of it in any round, on Redis or without. */
function none(metric: Metric, figure: string): Target {
  return {
    figure,
    valueOf: (round) =>
      Object.entries(round)
        .filter(([name]) => name.startsWith('ours') || name.endsWith('a day'))
        .reduce((sum, [, measured]) => sum + (measured[metric] ?? Number.NaN), 0),
    over: 'worst',
    better: 'low',
    target: 0,
    aim: 0,
    unit: '',
  };
}

function largest(metric: Metric, figure: string): Target {
  return { figure, valueOf: (round) => ours(round, metric), over: 'worst', better: 'low', unit: 'MB' };
}

function value(round: Round, subject: string, metric: Metric): number {
  return round[subject]?.[metric] ?? Number.NaN;
}

/** On Redis, and without Redis where there is none. */
function ours(round: Round, metric: Metric): number {
  return (round['ours-redis'] ?? round['ours-embedded'])?.[metric] ?? Number.NaN;
}
