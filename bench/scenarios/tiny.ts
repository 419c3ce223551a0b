import { drawings } from '../drawings.ts';
import type { Measured } from '../metrics.ts';
import { runJobs } from '../run-jobs.ts';
import { uploadsOf } from '../uploads.ts';
import type { Scenario, Subject } from './scenario.ts';

/** The smallest job there is: what everything around the model costs. */
export const tiny: Scenario = {
  title: 'Throughput of 28 × 28 drawings',
  about:
    'PNG drawings of 28 × 28 pixels (`digits`) in closed loops of about two seconds, over 64 connections and over 256: the better of the two counts for each contender, and the costs are its. A run ends when the last result is stored.',
  headline: 'jobsPerSecond',
  weight: { start: 6, round: 21 },
  async start(bench) {
    const contenders = await bench.start(['sync', 'sync-batched', 'naive', 'ours-redis', 'ours-embedded']);
    const requestOf = uploadsOf(await drawings(), 'digits');
    return contenders.map((contender): Subject => {
      const run = (connections: number, forMs: number) =>
        runJobs(bench.servers, contender, requestOf, { connections, forMs });
      return {
        name: contender.name,
        measure: async (extent) => {
          const forMs = extent === 'warm-up' ? bench.size(1000, 150) : bench.size(1800, 300);
          return better(await run(64, forMs), await run(256, forMs));
        },
      };
    });
  },
};

function better(over64: Measured, over256: Measured): Measured {
  const best = (over64.jobsPerSecond ?? 0) > (over256.jobsPerSecond ?? 0) ? over64 : over256;
  return {
    ...best,
    jobsPerSecond64: over64.jobsPerSecond ?? 0,
    jobsPerSecond256: over256.jobsPerSecond ?? 0,
    errors: (over64.errors ?? 0) + (over256.errors ?? 0),
  };
}
