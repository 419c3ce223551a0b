import type { Fragment, Sql } from '../db/client.ts';

/**
 * The part of a SET list that every way back to `queued` shares: notes the attempt as spent, and counts the change.
 *
 * @param error SQL for why, as jsonb
 */
export function spendAttempt(sql: Sql, error: Fragment): Fragment {
  return sql`
    seq = jobs.seq + 1,
    spent_attempts = jobs.spent_attempts || jsonb_build_object(
      'at', floor(extract(epoch from now()) * 1000), 'error', ${error}
    )`;
}
