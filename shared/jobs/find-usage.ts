import type { Sql } from '../db/client.ts';
import { firstIdAt } from '../domain/job-id.ts';
import type { Usage } from '../domain/usage.ts';

const DAY_MS = 86_400_000;

/** Without what the owner may. */
type Found = Omit<Usage['stored'], 'maxInputBytes'> & {
  readonly waiting: number;
  readonly lastDay: Usage['lastDay'];
};

/** What an owner has stored and has waiting, and what became of its jobs of the last day. */
export async function findUsage(sql: Sql, owner: string): Promise<Found> {
  const [[stored], lastDay] = await Promise.all([
    sql<Omit<Found, 'lastDay'>[]>`
      select count(*)::int as jobs, (count(*) filter (where verified_at is not null))::int as verified,
        coalesce(sum(input_size_bytes) filter (where input_store <> 'removed'), 0)::float8 as input_bytes,
        (count(*) filter (where status = 'queued'))::int as waiting
      from jobs where owner = ${owner}`,
    sql<Usage['lastDay'][number][]>`
      select model, (count(*) filter (where status = 'succeeded'))::int as succeeded,
        (count(*) filter (where status = 'failed'))::int as failed,
        (count(*) filter (where status = 'canceled'))::int as canceled,
        (count(*) filter (where finished_at is null))::int as unfinished
      from jobs where owner = ${owner} and id >= ${firstIdAt(Date.now() - DAY_MS)} group by model order by model`,
  ]);
  return { ...stored!, lastDay };
}
