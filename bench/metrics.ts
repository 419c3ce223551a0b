/** Everything that a run can give, as the report words it. The unit ends the name. */
export const METRICS = {
  jobsPerSecond: { label: 'jobs/s, first request to last result stored', digits: 0 },
  jobsPerSecond64: { label: 'jobs/s over 64 connections', digits: 0 },
  jobsPerSecond256: { label: 'jobs/s over 256 connections', digits: 0 },
  answersPerSecond: { label: 'answers/s, first request to last answer', digits: 0 },
  answersSeconds: { label: 'first request to last answer, s', digits: 2 },
  requests: { label: 'requests', digits: 0 },
  errors: { label: 'errors', digits: 0 },
  lost: { label: 'accepted, but not succeeded in the table', digits: 0 },
  duplicated: { label: 'ids answered more than once', digits: 0 },
  foreign: { label: 'rows that no answer has named', digits: 0 },
  p50Ms: { label: 'p50, ms', digits: 2 },
  p90Ms: { label: 'p90, ms', digits: 2 },
  p99Ms: { label: 'p99, ms', digits: 2 },
  maxMs: { label: 'longest, ms', digits: 1 },
  arrivals50PerSecond: { label: 'half load: arrivals/s', digits: 0 },
  half50Ms: { label: 'half load: p50, ms', digits: 1 },
  half99Ms: { label: 'half load: p99, ms', digits: 1 },
  halfBatch: { label: 'half load: mean batch', digits: 1 },
  arrivals80PerSecond: { label: '80 % load: arrivals/s', digits: 0 },
  high50Ms: { label: '80 % load: p50, ms', digits: 1 },
  high99Ms: { label: '80 % load: p99, ms', digits: 1 },
  highBatch: { label: '80 % load: mean batch', digits: 1 },
  full50Ms: { label: 'full load: p50, ms', digits: 0 },
  full99Ms: { label: 'full load: p99, ms', digits: 0 },
  fullBatch: { label: 'full load: mean batch', digits: 1 },
  followers: { label: 'followers', digits: 0 },
  missedEvents: { label: 'followers without their last event', digits: 0 },
  rssBeforeMb: { label: 'api, RSS before, MB', digits: 0 },
  rssMaxMb: { label: 'api, largest RSS, MB', digits: 0 },
  rssGrowthMb: { label: 'api, growth of RSS, MB', digits: 0 },
  cpuApiUs: { label: 'CPU µs per job: api', digits: 0 },
  cpuSupervisorUs: { label: 'CPU µs per job: worker supervisor', digits: 0 },
  cpuComputeUs: { label: 'CPU µs per job: compute children', digits: 0 },
  cpuPostgresUs: { label: 'CPU µs per job: Postgres', digits: 0 },
  cpuRedisUs: { label: 'CPU µs per job: Redis', digits: 0 },
  cpuGeneratorUs: { label: 'CPU µs per job: load generator', digits: 0 },
  transactionsPerJob: { label: 'writing transactions per job', digits: 2 },
  walBytesPerJob: { label: 'WAL bytes per job', digits: 0 },
} as const satisfies Record<string, { label: string; digits: number }>;

export type Metric = keyof typeof METRICS;

/** What one run gave; a metric that it does not know is absent. */
export type Measured = { readonly [M in Metric]?: number };

/** One round of a scenario: what each subject gave, by its name. */
export type Round = Readonly<Record<string, Measured>>;
