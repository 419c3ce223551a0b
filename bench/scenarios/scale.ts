import { meterCosts } from '../cost-meter.ts';
import { drawings } from '../drawings.ts';
import type { Measured } from '../metrics.ts';
import { openLoop } from '../open-loop.ts';
import { untilStored } from '../run-jobs.ts';
import { uploadsOf } from '../uploads.ts';
import { readResults, type SentAt } from './read-results.ts';
import type { Scenario } from './scenario.ts';

/** The busiest moment of a day has about so many times the arrivals of its mean. */
const PEAK = 5;
const SECONDS_PER_DAY = 86_400;

/** Whether what one machine costs per job holds when several apis and workers share the servers. */
export const scale: Scenario = {
  title: 'The busiest moment of a day, over several processes',
  about: `Drawings of 28 × 28 pixels at random times, over two apis and two workers with one compute child each, at ${PEAK} times the mean rate of so many jobs a day. Latency is from the moment the request was due to \`finishedAt\`; errors are requests that failed and jobs without a result.`,
  headline: 'p99Ms',
  weight: { start: 5, round: 18 },
  mostRounds: 3,
  async start(bench) {
    const ours = await bench.startOurs([{ from: 'digits' }], {
      apis: 2,
      workers: 2,
      env: { COMPUTE_CHILDREN: '1' },
    });
    const requestOf = uploadsOf(await drawings(), 'digits');
    return [1, 10].map((millions) => ({
      name: `${millions} million a day`,
      async measure(extent): Promise<Measured> {
        const forMs = extent === 'warm-up' ? bench.size(2000, 300) : bench.size(8000, 600);
        const perSecond = (millions * 1e6 * PEAK) / SECONDS_PER_DAY / ours.urls.length;
        const costsOf = await meterCosts(bench.servers, ours);
        const sentAt: SentAt = new Map();
        const loads = await Promise.all(
          ours.urls.map((url, i) =>
            openLoop(url, requestOf, {
              perSecond,
              forMs,
              seed: i + 1,
              onAnswer: ({ location }, at) => sentAt.set(location!, at),
            }),
          ),
        );
        await untilStored(ours);
        const { stored, p50Ms, p99Ms } = await readResults(ours, sentAt);
        const errors = loads.reduce((sum, load) => sum + load.errors, 0) + sentAt.size - stored;
        return { requests: sentAt.size, errors, p50Ms, p99Ms, ...(await costsOf(stored)) };
      },
    }));
  },
};
