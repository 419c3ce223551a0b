import { setTimeout as delay } from 'node:timers/promises';
import type { Bench } from '../bench.ts';
import { closedLoop } from '../closed-loop.ts';
import type { Ours } from '../contenders/ours.ts';
import { meterCosts } from '../cost-meter.ts';
import { forgetMostRss, mostRssBytes } from '../cpu.ts';
import { drawings } from '../drawings.ts';
import { openFollowers } from '../follow-events.ts';
import { percentilesOf } from '../latencies.ts';
import type { Measured } from '../metrics.ts';
import { uploadsOf } from '../uploads.ts';
import { apiPid } from './api-pid.ts';
import { mostConnections } from './open-files.ts';
import type { Scenario } from './scenario.ts';

const JOBS = 50;
const PATIENCE_MS = 30_000;

/** Many who wait for few jobs. */
export const followers: Scenario = {
  title: '5,000 followers of one api',
  about:
    '50 jobs are queued while no worker runs, and each is followed by 100 event streams; then a worker is started. Per follower counts the time from the `finishedAt` of its job (the clock of Postgres, on the same machine) to the arrival of the last event. CPU is per follower, from the start of the worker.',
  headline: 'maxMs',
  weight: { start: 4, round: 10 },
  mostRounds: 3,
  async start(bench) {
    const most = mostConnections();
    const wanted = bench.size(5000, 1000);
    const count = Math.floor(Math.min(wanted, most) / JOBS) * JOBS;
    if (count < wanted)
      bench.note(`Only ${count} followers: a process may have no more open files here (\`ulimit -n\`).`);
    const ours = await bench.startOurs([{ from: 'digits' }], { workers: 0 });
    return [
      {
        name: ours.name,
        measure: (extent) => follow(bench, ours, extent === 'warm-up' ? JOBS * 2 : count),
      },
    ];
  },
};

async function follow(bench: Bench, ours: Ours, count: number): Promise<Measured> {
  const jobPaths: string[] = [];
  await closedLoop(ours.url, uploadsOf(await drawings(), 'digits'), {
    connections: 10,
    count: JOBS,
    onAnswer: ({ location }) => jobPaths.push(location!),
  });
  forgetMostRss(apiPid(ours));
  const paths = Array.from({ length: count }, (_, i) => jobPaths[i % jobPaths.length]!);
  const streams = await openFollowers(ours.url, paths, { atOnce: bench.size(100, 50) });
  const costsOf = await meterCosts(bench.servers, ours);
  const worker = await ours.startWorker();
  const arrivals = await Promise.all(
    streams.map(({ ended }) => Promise.race([ended, delay(PATIENCE_MS, undefined, { ref: false })])),
  );
  const { cpuApiUs = Number.NaN, cpuGeneratorUs = Number.NaN } = await costsOf(count);
  const finished = await finishedAt(ours, jobPaths);
  const latenciesMs = streams.flatMap(({ path }, i) => {
    const [arrival, end] = [arrivals[i], finished.get(path)];
    return arrival === undefined || end === undefined ? [] : [arrival - end];
  });
  const rssMaxMb = mostRssBytes(apiPid(ours)) / 1e6;
  await Promise.all(streams.map((stream) => stream.close()));
  await worker.stop();
  return {
    followers: count,
    missedEvents: count - latenciesMs.length,
    ...percentilesOf(latenciesMs),
    rssMaxMb,
    cpuApiUs,
    cpuGeneratorUs,
  };
}

/** Per path of a job, epoch ms. */
async function finishedAt({ sql }: Ours, paths: readonly string[]): Promise<Map<string, number>> {
  const ids = paths.map((path) => path.split('/').at(-1)!);
  const rows = await sql<{ id: string; at: number }[]>`
    select id, (extract(epoch from finished_at) * 1000)::float8 as at from jobs
    where id = any(${ids}::uuid[]) and finished_at is not null`;
  return new Map(rows.map(({ id, at }) => [`/v1/jobs/${id}`, at]));
}
