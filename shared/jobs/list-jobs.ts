import { and, desc, eq, getTableColumns, gte, isNotNull, isNull, lt, type SQL, sql } from 'drizzle-orm';
import type { Database } from '../db/client.ts';
import { type JobRow, jobs } from '../db/schema.ts';
import { firstIdAt } from '../domain/job-id.ts';
import type { JobStatus } from '../domain/job-status.ts';

export type JobFilter = {
  readonly owner: string;
  readonly status?: JobStatus | undefined;
  readonly model?: string | undefined;
  readonly batch?: string | undefined;
  readonly collection?: string | undefined;
  readonly verified?: boolean | undefined;
  /** Begins a label that the result names, whatever the case; the rows are read one by one, 100,000 in 150 ms. */
  readonly label?: string | undefined;
  /** Epoch ms; both bounds are compared with the time in the id. */
  readonly createdAfter?: number | undefined;
  readonly createdBefore?: number | undefined;
  /** Only jobs older than this one: the last id of the page before. */
  readonly beforeId?: string | undefined;
  readonly limit: number;
};

/** As it is stored, mostly compressed. A page of two hundred nights would otherwise take a quarter of a gigabyte. */
const MOST_RESULT_BYTES = 20_000;

const COLUMNS = {
  ...getTableColumns(jobs),
  feedback:
    sql`case when pg_column_size(${jobs.feedback}) <= ${MOST_RESULT_BYTES} then ${jobs.feedback} end`.mapWith(
      jobs.feedback,
    ),
  result:
    sql`case when pg_column_size(${jobs.result}) <= ${MOST_RESULT_BYTES} then ${jobs.result} end`.mapWith(
      jobs.result,
    ),
};

/** An owner's jobs, newest first, large results and feedback left out; one more than `limit` when there is a next page. */
export async function listJobs(db: Database['db'], filter: JobFilter): Promise<JobRow[]> {
  return await db
    .select(COLUMNS)
    .from(jobs)
    .where(
      and(
        eq(jobs.owner, filter.owner),
        filter.status && and(eq(jobs.status, filter.status), HAS_STATUS[filter.status]),
        filter.model ? eq(jobs.model, filter.model) : undefined,
        filter.batch ? eq(jobs.batchId, filter.batch) : undefined,
        filter.collection ? eq(jobs.collectionId, filter.collection) : undefined,
        filter.verified === undefined ? undefined : (filter.verified ? isNotNull : isNull)(jobs.verifiedAt),
        filter.label ? namesLabel(filter.label) : undefined,
        filter.beforeId ? lt(jobs.id, filter.beforeId) : undefined,
        filter.createdBefore === undefined ? undefined : lt(jobs.id, firstIdAt(filter.createdBefore)),
        filter.createdAfter === undefined ? undefined : gte(jobs.id, firstIdAt(filter.createdAfter)),
      ),
    )
    .orderBy(desc(jobs.id))
    .limit(filter.limit + 1);
}

/** Of a result its best label or each object's, and what somebody has said that they are. */
function namesLabel(beginning: string): SQL {
  const { result, feedback } = jobs;
  return sql`exists (
    select 1 from (
      select ${result} #>> '{labels,0,label}' as label
      union all select coalesce(o #>> '{labels,0,label}', o ->> 'label') from jsonb_array_elements(${result} -> 'objects') as o
      union all select ${feedback} #>> '{judgement,label}'
      union all select o ->> 'label' from jsonb_array_elements(${feedback} #> '{judgement,objects}') as o
    ) as named where starts_with(lower(label), lower(${beginning}::text)))`;
}

/** What a status implies, in the words of the partial indexes; `succeeded` is most of all and needs none. */
const HAS_STATUS = {
  queued: sql`${jobs.finishedAt} is null`,
  running: sql`${jobs.finishedAt} is null`,
  succeeded: undefined,
  failed: sql`${jobs.finishedAt} is not null and ${jobs.result} is null`,
  canceled: sql`${jobs.finishedAt} is not null and ${jobs.result} is null`,
} as const satisfies Record<JobStatus, SQL | undefined>;
