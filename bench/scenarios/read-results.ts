import type { Ours } from '../contenders/ours.ts';
import { percentilesOf } from '../latencies.ts';

/** When the request for a job was due (epoch ms), by the path of the job. */
export type SentAt = Map<string, number>;

/** What has become of jobs: how many have a result, how long that took, and in batches of what size. */
export async function readResults(
  { sql }: Ours,
  sentAt: SentAt,
): Promise<{ stored: number; p50Ms: number; p99Ms: number; meanBatch: number }> {
  const ids = [...sentAt.keys()].map((path) => path.split('/').at(-1)!);
  const rows = await sql<{ id: string; at: number; batch: number }[]>`
    select id, (extract(epoch from finished_at) * 1000)::float8 as at, (timings->>'batchSize')::float8 as batch
    from jobs where id = any(${ids}::uuid[]) and status = 'succeeded'`;
  const latenciesMs = rows.map(({ id, at }) => at - sentAt.get(`/v1/jobs/${id}`)!);
  const { p50Ms = Number.NaN, p99Ms = Number.NaN } = percentilesOf(latenciesMs);
  // Each job counts once, so that this is the mean that a job sees.
  const meanBatch = rows.reduce((sum, { batch }) => sum + batch, 0) / rows.length;
  return { stored: rows.length, p50Ms, p99Ms, meanBatch };
}
