import { closedLoop } from '../closed-loop.ts';
import { meterCosts } from '../cost-meter.ts';
import { drawings } from '../drawings.ts';
import { percentilesOf } from '../latencies.ts';
import { untilStored } from '../run-jobs.ts';
import { uploadsOf } from '../uploads.ts';
import type { Scenario } from './scenario.ts';

/** Clients that poll. */
export const reads: Scenario = {
  title: 'Reads of finished jobs',
  about:
    '`GET /v1/jobs/{id}` of 1,000 finished jobs in turn, over 64 connections for two seconds, on one api. CPU is per read.',
  headline: 'answersPerSecond',
  weight: { start: 6, round: 3 },
  async start(bench) {
    const [ours] = await bench.start([bench.ours]);
    if (!ours) return [];
    const paths: string[] = [];
    await closedLoop(ours.url, uploadsOf(await drawings(), 'digits'), {
      connections: 64,
      count: 1000,
      onAnswer: ({ location }) => paths.push(location!),
    });
    await untilStored(ours);
    return [
      {
        name: ours.name,
        async measure(extent) {
          const costsOf = await meterCosts(bench.servers, ours);
          const { latenciesMs, errors, seconds } = await closedLoop(
            ours.url,
            (i) => ({ method: 'GET', path: paths[i % paths.length]!, headers: {} }),
            { connections: 64, forMs: extent === 'warm-up' ? 700 : bench.size(2000, 500) },
          );
          const { cpuApiUs, cpuPostgresUs, cpuGeneratorUs } = await costsOf(latenciesMs.length);
          return {
            answersPerSecond: latenciesMs.length / seconds,
            requests: latenciesMs.length + errors,
            errors,
            ...percentilesOf(latenciesMs),
            cpuApiUs: cpuApiUs ?? 0,
            cpuPostgresUs: cpuPostgresUs ?? 0,
            cpuGeneratorUs: cpuGeneratorUs ?? 0,
          };
        },
      },
    ];
  },
};
