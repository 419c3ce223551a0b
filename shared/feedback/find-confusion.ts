import type { Sql } from '../db/client.ts';
import type { Confused } from '../domain/feedback/tally.ts';

/** What an owner has said of the results of one version of a model, the most frequent first. */
export async function findConfusion(
  sql: Sql,
  { owner, model, version }: { owner: string; model: string; version: string },
): Promise<Confused[]> {
  return await sql<Confused[]>`
    select entry.predicted, entry.actual, sum(entry.count)::int as count
    from jobs, jsonb_to_recordset(jobs.tally) as entry (predicted text, actual text, count int)
    where owner = ${owner} and model = ${model} and model_version = ${version} and tally is not null
    group by entry.predicted, entry.actual
    order by 3 desc, 1, 2`;
}
