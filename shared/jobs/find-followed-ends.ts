import type { Sql } from '../db/client.ts';
import { hasAnswer } from './settle-followers.ts';

/** Jobs that have ended and that others still wait for, at most `limit`: whoever was to settle those has died. */
export async function findFollowedEnds(sql: Sql, { limit }: { limit: number }): Promise<string[]> {
  const rows = await sql<{ id: string }[]>`
    select distinct jobs.id from jobs
    join jobs as follower on follower.waits_for = jobs.id
    where follower.waits_for is not null and follower.finished_at is null and ${hasAnswer(sql, 'jobs')}
    limit ${limit}`;
  return rows.map((row) => row.id);
}
