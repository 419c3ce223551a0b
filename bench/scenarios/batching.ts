import { setTimeout as delay } from 'node:timers/promises';
import type { Bench } from '../bench.ts';
import { closedLoop, type RequestOf } from '../closed-loop.ts';
import type { Ours } from '../contenders/ours.ts';
import { drawings } from '../drawings.ts';
import type { ModelCopy } from '../make-models.ts';
import type { Measured } from '../metrics.ts';
import { openLoop } from '../open-loop.ts';
import { untilStored } from '../run-jobs.ts';
import { uploadsOf } from '../uploads.ts';
import { readResults, type SentAt } from './read-results.ts';
import type { Scenario } from './scenario.ts';

const SETTINGS = [1, 8, 32, 64].flatMap((maxSize) =>
  [0, 5].map((maxDelayMs) => ({ name: `${maxSize}, ${maxDelayMs} ms`, maxSize, maxDelayMs })),
);
/** What the model ships with; its capacity is what the loads are shares of. */
const SHIPPED = SETTINGS.find(({ maxSize, maxDelayMs }) => maxSize === 32 && maxDelayMs === 0)!;
const CONNECTIONS = 256;

/** What the two settings of a batch are good for. */
export const batching: Scenario = {
  title: 'Batch size and delay',
  about: `Drawings of 28 × 28 pixels on copies of \`digits\` that differ in \`batch.maxSize\` and \`batch.maxDelayMs\`. Full load is a closed loop over ${CONNECTIONS} connections; jobs/s count to the last result stored. Half and 80 % are random arrivals at these shares of what \`${SHIPPED.name}\` (the setting that ships) manages at full load in the warm-up, the same for all settings: one that manages less falls behind, and its latency then tells of the length of the run. Latency is from the moment the request was due to \`finishedAt\`.`,
  headline: 'jobsPerSecond',
  weight: { start: 6, round: 30 },
  mostRounds: 3,
  async start(bench) {
    const models = SETTINGS.map(
      ({ maxSize, maxDelayMs }): ModelCopy => ({
        from: 'digits',
        name: `digits-${maxSize}-${maxDelayMs}`,
        batch: { maxSize, maxDelayMs },
      }),
    );
    const ours = await bench.startOurs(models);
    const pictures = await drawings();
    // What the setting that ships finds in its warm-up; all warm-ups come before all rounds.
    let capacity = 0;
    return SETTINGS.map(({ name, maxSize, maxDelayMs }) => {
      const requestOf = uploadsOf(pictures, `digits-${maxSize}-${maxDelayMs}`);
      return {
        name,
        async measure(extent): Promise<Measured> {
          if (extent === 'warm-up') {
            const { jobsPerSecond = 0 } = await atFullLoad(ours, requestOf, bench.size(800, 120));
            if (name === SHIPPED.name) capacity = jobsPerSecond;
            return { jobsPerSecond };
          }
          return await atThreeLoads(bench, ours, requestOf, capacity);
        },
      };
    });
  },
};

async function atThreeLoads(
  bench: Bench,
  ours: Ours,
  requestOf: RequestOf,
  capacity: number,
): Promise<Measured> {
  const forMs = bench.size(1000, 120);
  const half = await atRate(ours, requestOf, { perSecond: capacity * 0.5, forMs });
  const high = await atRate(ours, requestOf, { perSecond: capacity * 0.8, forMs });
  const full = await atFullLoad(ours, requestOf, forMs);
  return {
    ...full,
    errors: half.errors + high.errors + (full.errors ?? 0),
    arrivals50PerSecond: half.perSecond,
    half50Ms: half.p50Ms,
    half99Ms: half.p99Ms,
    halfBatch: half.meanBatch,
    arrivals80PerSecond: high.perSecond,
    high50Ms: high.p50Ms,
    high99Ms: high.p99Ms,
    highBatch: high.meanBatch,
  };
}

async function atFullLoad(ours: Ours, requestOf: RequestOf, forMs: number): Promise<Measured> {
  const sentAt: SentAt = new Map();
  const began = performance.now();
  const { errors } = await closedLoop(ours.url, requestOf, {
    connections: CONNECTIONS,
    forMs,
    onAnswer: ({ location }, at) => sentAt.set(location!, at),
  });
  await untilStored(ours);
  const seconds = (performance.now() - began) / 1000;
  const { p50Ms, p99Ms, meanBatch, stored } = await readResults(ours, sentAt);
  return {
    jobsPerSecond: stored / seconds,
    errors: errors + sentAt.size - stored,
    full50Ms: p50Ms,
    full99Ms: p99Ms,
    fullBatch: meanBatch,
  };
}

async function atRate(
  ours: Ours,
  requestOf: RequestOf,
  { perSecond, forMs }: { perSecond: number; forMs: number },
) {
  const sentAt: SentAt = new Map();
  const { errors } = await openLoop(ours.url, requestOf, {
    perSecond,
    forMs,
    onAnswer: ({ location }, at) => sentAt.set(location!, at),
  });
  await untilStored(ours);
  const results = await readResults(ours, sentAt);
  // Whatever the last rows still cause belongs to this run.
  await delay(100);
  return { ...results, perSecond, errors: errors + sentAt.size - results.stored };
}
