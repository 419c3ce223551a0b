import { setTimeout as delay } from 'node:timers/promises';
import { closedLoop, type LoadResult } from '../closed-loop.ts';
import { forgetMostRss, mostRssBytes, rssBytes } from '../cpu.ts';
import { percentilesOf } from '../latencies.ts';
import { filler } from '../pictures.ts';
import { untilStored } from '../run-jobs.ts';
import { uploadsOf } from '../uploads.ts';
import { apiPid } from './api-pid.ts';
import type { Scenario } from './scenario.ts';

/** Long enough for a process to settle after small work. */
const SETTLE_MS = 300;

/** Three gigabytes at once, which must not pile up in memory. */
export const uploadFlood: Scenario = {
  title: 'A flood of large uploads',
  about:
    '300 uploads of 10 MB at once, each on a connection of its own that is open already. Growth is the largest resident memory of the api during the flood, less what it had after some small uploads before; the api is a fresh one in every round. The uploads are decodable PNGs, and their jobs (model `photo`) run meanwhile.',
  headline: 'rssGrowthMb',
  weight: { start: 1, round: 14 },
  mostRounds: 3,
  async start(bench) {
    const large = uploadsOf(filler(10_000_000), 'photo');
    const small = uploadsOf(filler(20_000), 'photo');
    return [
      {
        name: bench.ours,
        async measure(extent) {
          // Nothing would stay warm.
          if (extent === 'warm-up') return {};
          const ours = await bench.startOurs([{ from: 'photo' }]);
          await closedLoop(ours.url, small, { connections: 20, count: 200 });
          await untilStored(ours);
          await delay(SETTLE_MS);
          const pid = apiPid(ours);
          const before = rssBytes(pid);
          forgetMostRss(pid);
          const count = bench.size(300, 60);
          const flood = await closedLoop(ours.url, large, { connections: 300, count });
          const most = mostRssBytes(pid);
          await untilStored(ours);
          const failed = await ours.failed();
          // The inputs with it: they are gigabytes.
          await ours.stop();
          return {
            ...answersOf(flood),
            errors: flood.errors + failed,
            rssBeforeMb: before / 1e6,
            rssMaxMb: most / 1e6,
            rssGrowthMb: (most - before) / 1e6,
          };
        },
      },
    ];
  },
};

function answersOf({ latenciesMs, errors, seconds }: LoadResult) {
  return {
    answersPerSecond: latenciesMs.length / seconds,
    answersSeconds: seconds,
    requests: latenciesMs.length + errors,
    ...percentilesOf(latenciesMs),
  };
}
