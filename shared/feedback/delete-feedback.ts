import type { Sql } from '../db/client.ts';

/**
 * Takes back what was said of a job's result, and who has said it. A job that was kept for being verified has a whole
 * retention before it from then on.
 *
 * @returns whether this owner has such a job
 */
export async function deleteFeedback(
  sql: Sql,
  { id, owner, retentionMs }: { id: string; owner: string; retentionMs: number },
): Promise<boolean> {
  const { count } = await sql`
    update jobs set
      feedback = null, tally = null, verified_at = null,
      edits = jobs.edits + (jobs.feedback is not null)::int,
      expires_at = case
        when jobs.verified_at is null then jobs.expires_at
        else greatest(jobs.expires_at, now() + ${retentionMs}::float8 * interval '1 ms')
      end
    where id = ${id} and owner = ${owner}`;
  return count > 0;
}
