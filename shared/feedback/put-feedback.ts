import type { Sql } from '../db/client.ts';
import type { JobRow } from '../db/schema.ts';
import type { Judge, Judgement } from '../domain/feedback/feedback.ts';
import type { Confused } from '../domain/feedback/tally.ts';

/** How many of those who have said something are remembered. */
const MOST_REMEMBERED = 50;

/**
 * Writes what somebody says of a job's result in the place of what was said before. The result stays as it is. Saying
 * the same again changes nothing.
 *
 * @returns the row as it stands then; undefined when this owner has no job of this id that has succeeded, or
 *   has changed it more often; also when the same was said at the same moment, which another try then finds
 */
export async function putFeedback(
  sql: Sql,
  said: {
    readonly id: string;
    readonly owner: string;
    readonly judgement: Judgement;
    readonly verified: boolean;
    readonly tally: readonly Confused[];
    readonly by: Judge;
    /** How often the owner may have changed it before; however often when undefined. */
    readonly edits?: number | undefined;
  },
): Promise<JobRow | undefined> {
  const { id, owner, verified, edits = null } = said;
  const judgement = JSON.stringify(said.judgement);
  const by = JSON.stringify(said.by);
  const [row] = await sql<JobRow[]>`
    with said as (
      select ${judgement}::text::jsonb as judgement, jsonb_build_object(
        'by', ${by}::text::jsonb, 'verified', ${verified}::boolean,
        'at', to_char(now() at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')
      ) as entry
    ), changed as (
      update jobs set
        feedback = said.entry || jsonb_build_object('judgement', said.judgement, 'history', (
          case
            when jsonb_array_length(jobs.feedback->'history') >= ${MOST_REMEMBERED} then (jobs.feedback->'history') - 0
            else coalesce(jobs.feedback->'history', '[]')
          end
        ) || jsonb_build_array(said.entry)),
        tally = ${JSON.stringify(said.tally)}::text::jsonb,
        verified_at = case when ${verified}::boolean then now() end,
        edits = jobs.edits + 1
      from said
      where jobs.id = ${id} and jobs.owner = ${owner} and jobs.status = 'succeeded'
        and (${edits}::int is null or jobs.edits = ${edits}::int) and (
        jobs.feedback is null or jobs.feedback->'judgement' <> said.judgement
        or jobs.feedback->'by' <> said.entry->'by'
      )
      returning jobs.*
    )
    select * from changed
    union all
    select jobs.* from jobs, said
    where jobs.id = ${id} and jobs.owner = ${owner} and (${edits}::int is null or jobs.edits = ${edits}::int)
      and jobs.feedback->'judgement' = said.judgement and jobs.feedback->'by' = said.entry->'by'
      and not exists (select 1 from changed)`;
  return row;
}
