import type { Fragment, Sql } from '../db/client.ts';
import type { JobStatus } from '../domain/job-status.ts';

/**
 * The SET list that every change of status shares: number, history entry and transaction. Used inside
 * `update jobs set status = …, ${recordChange(…)}`; reads the columns as they are before the update.
 *
 * @param attempt SQL for the attempt as of this change; the row's own unless the statement changes it
 * @param error SQL for the error of a retry, as jsonb or null
 */
export function recordChange(
  sql: Sql,
  status: JobStatus,
  { attempt = sql`jobs.attempt`, error }: { attempt?: Fragment; error?: Fragment } = {},
): Fragment {
  return sql`
    seq = jobs.seq + 1,
    changed_xid = pg_current_xact_id(),
    history = jobs.history || jsonb_strip_nulls(jsonb_build_object(
      'seq', jobs.seq + 1, 'status', ${sql.unsafe(`'${status}'`)}::text, 'attempt', ${attempt},
      'at', floor(extract(epoch from now()) * 1000), 'xid', pg_current_xact_id()::text,
      'error', ${error ?? sql`null::jsonb`}
    ))`;
}
