import { drawings } from '../drawings.ts';
import { runJobs } from '../run-jobs.ts';
import { uploadsOf } from '../uploads.ts';
import type { Scenario } from './scenario.ts';

/** A thousand clients that come at once. */
export const burst1000: Scenario = {
  title: 'A burst of 1,000 uploads',
  about:
    '1,000 drawings of 28 × 28 pixels at once, each on a connection of its own that is open already. The time to the last answer counts: of `sync` these are results, of Penstock 202s.',
  headline: 'answersSeconds',
  weight: { start: 5, round: 3 },
  async start(bench) {
    const contenders = await bench.start(['sync', 'ours-redis']);
    const requestOf = uploadsOf(await drawings(), 'digits');
    return contenders.map((contender) => ({
      name: contender.name,
      measure: (extent) =>
        runJobs(bench.servers, contender, requestOf, {
          connections: 1000,
          count: extent === 'warm-up' ? bench.size(3000, 1000) : 1000,
        }),
    }));
  },
};
