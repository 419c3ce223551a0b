import { firstIdAt } from '../../shared/domain/job-id.ts';
import type { Contender } from '../contenders/contender.ts';
import { forgetMostRss, mostRssBytes } from '../cpu.ts';
import { drawings } from '../drawings.ts';
import type { Measured } from '../metrics.ts';
import { runJobs } from '../run-jobs.ts';
import { uploadsOf } from '../uploads.ts';
import { apiPid } from './api-pid.ts';
import { compareIds } from './compare-ids.ts';
import type { Scenario } from './scenario.ts';

/** More than can be worked off at once, and then every job is counted. */
export const burst10000: Scenario = {
  title: 'A burst of 10,000 uploads',
  about:
    '10,000 drawings of 28 × 28 pixels over 1,000 connections that are opened all at once. When all have ended, the ids that were answered are compared with the rows of the table: each once, each succeeded, and no others.',
  headline: 'jobsPerSecond',
  weight: { start: 5, round: 11 },
  mostRounds: 3,
  async start(bench) {
    const contenders = await bench.start(['ours-redis', 'ours-embedded']);
    const requestOf = uploadsOf(await drawings(), 'digits');
    return contenders.map((contender) => ({
      name: contender.name,
      async measure(extent): Promise<Measured> {
        const count = extent === 'warm-up' ? bench.size(1000, 300) : bench.size(10_000, 2000);
        const firstId = firstIdAt(Date.now());
        const answered: string[] = [];
        forgetMostRss(apiPid(contender));
        const measured = await runJobs(bench.servers, contender, requestOf, {
          connections: 1000,
          isStorm: true,
          count,
          onAnswer: ({ location = '' }) => answered.push(location.split('/').at(-1)!),
        });
        const rssMaxMb = mostRssBytes(apiPid(contender)) / 1e6;
        const rows = await rowsSince(contender, firstId);
        return { ...measured, ...compareIds(answered, rows), rssMaxMb };
      },
    }));
  },
};

async function rowsSince({ sql }: Contender, firstId: string): Promise<{ id: string; status: string }[]> {
  return await sql!<{ id: string; status: string }[]>`select id, status from jobs where id >= ${firstId}`;
}
