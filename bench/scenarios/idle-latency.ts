import { drawings } from '../drawings.ts';
import { runJobs } from '../run-jobs.ts';
import { uploadsOf } from '../uploads.ts';
import type { Scenario } from './scenario.ts';

/** What the queue and the database add to one request that has the system to itself. */
export const idleLatency: Scenario = {
  title: 'Latency when idle',
  about:
    'One drawing of 28 × 28 pixels at a time, 200 times: from the request to the answer with the result. Penstock is asked to wait with `Prefer: wait=30`.',
  headline: 'p50Ms',
  weight: { start: 5, round: 5 },
  async start(bench) {
    const contenders = await bench.start(['sync', 'ours-redis', 'ours-embedded']);
    const requestOf = uploadsOf(await drawings(), 'digits', { prefer: 'wait=30' });
    return contenders.map((contender) => ({
      name: contender.name,
      async measure(extent) {
        const count = extent === 'warm-up' ? 50 : bench.size(200, 60);
        // Nothing is worked on beside, so that rates say nothing here.
        const { jobsPerSecond, answersPerSecond, answersSeconds, ...rest } = await runJobs(
          bench.servers,
          contender,
          requestOf,
          { connections: 1, count },
        );
        return rest;
      },
    }));
  },
};
