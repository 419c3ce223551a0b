import type { Sql } from '../db/client.ts';

/** Counting stops here: nobody needs to know whether 10,000 or 12,000 are before them. */
const MOST_COUNTED = 10_000;

/** How many queued jobs of the same model are served before this one; 0 for the next, at most 10,000. */
export async function queuePosition(
  sql: Sql,
  { id, model, rank }: { id: string; model: string; rank: number },
): Promise<number> {
  const [row] = await sql<{ ahead: number }[]>`
    select count(*)::int as ahead from (
      select 1 from jobs
      where model = ${model} and finished_at is null and status = 'queued' and waits_for is null
        and (rank, id) < (${rank}::smallint, ${id}::uuid)
      limit ${MOST_COUNTED}
    ) as before`;
  return row?.ahead ?? 0;
}
