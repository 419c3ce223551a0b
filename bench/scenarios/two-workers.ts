import { closedLoop } from '../closed-loop.ts';
import type { Ours } from '../contenders/ours.ts';
import type { Measured } from '../metrics.ts';
import { photos } from '../pictures.ts';
import { untilStored } from '../run-jobs.ts';
import { uploadsOf } from '../uploads.ts';
import type { Extent, Scenario } from './scenario.ts';

/** Whether twice the workers do twice the work. */
export const twoWorkers: Scenario = {
  title: 'Two workers in place of one',
  about:
    'Photos of 640 × 480 pixels on the model `photo` are queued while no worker runs; then worker processes with one compute child each are started. Counted are the results stored from the moment at which every one of them has stored its first, to the last of all.',
  headline: 'jobsPerSecond',
  weight: { start: 4, round: 15 },
  mostRounds: 3,
  async start(bench) {
    const ours = await bench.startOurs([{ from: 'photo' }], { workers: 0 });
    const pictures = await photos(bench.size(40, 10));
    const measure = async (workers: number, extent: Extent): Promise<Measured> => {
      // The workers are new ones every time: nothing would stay warm.
      if (extent === 'warm-up') return {};
      const count = bench.size(400, 160);
      const before = new Date().toISOString();
      const { errors } = await closedLoop(ours.url, uploadsOf(pictures, 'photo'), { connections: 16, count });
      const running = await Promise.all(
        Array.from({ length: workers }, () => ours.startWorker({ COMPUTE_CHILDREN: '1' })),
      );
      // Rarely: looking takes from the cores that are measured, and the rate comes from the table.
      await untilStored(ours, 200);
      await Promise.all(running.map((worker) => worker.stop()));
      return { jobsPerSecond: await rateOf(ours, before, workers), requests: count, errors };
    };
    return [1, 2].map((workers) => ({
      name: workers === 1 ? '1 worker' : `${workers} workers`,
      measure: (extent) => measure(workers, extent),
    }));
  },
};

/** NaN when one of the workers has come too late to do anything. */
async function rateOf({ sql }: Ours, since: string, workers: number): Promise<number> {
  const [row] = await sql<{ workers: number; rate: number | null }[]>`
    with ended as (
      select timings->>'worker' as worker, finished_at from jobs
      where created_at >= ${since}::timestamptz and status = 'succeeded'
    ), begun as (
      select count(*)::int as workers, max(first) as at
      from (select min(finished_at) as first from ended group by worker) as firsts
    )
    select begun.workers,
      count(*) filter (where finished_at > begun.at)
        / nullif(extract(epoch from max(finished_at) - begun.at)::float8, 0) as rate
    from ended, begun group by begun.workers, begun.at`;
  return row?.workers === workers && row.rate !== null ? row.rate : Number.NaN;
}
