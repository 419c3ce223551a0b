import { and, desc, eq, gte, lt, type SQL, sql } from 'drizzle-orm';
import type { Database } from '../db/client.ts';
import { type JobRow, jobs } from '../db/schema.ts';
import { firstIdAt } from '../domain/job-id.ts';
import type { JobStatus } from '../domain/job-status.ts';

export type JobFilter = {
  readonly owner: string;
  readonly status?: JobStatus | undefined;
  readonly model?: string | undefined;
  /** Epoch ms; both bounds are compared with the time in the id. */
  readonly createdAfter?: number | undefined;
  readonly createdBefore?: number | undefined;
  /** Only jobs older than this one: the last id of the page before. */
  readonly beforeId?: string | undefined;
  readonly limit: number;
};

/** An owner's jobs, newest first; one more than `limit` when there is a next page. */
export async function listJobs(db: Database['db'], filter: JobFilter): Promise<JobRow[]> {
  return await db
    .select()
    .from(jobs)
    .where(
      and(
        eq(jobs.owner, filter.owner),
        filter.status && and(eq(jobs.status, filter.status), HAS_STATUS[filter.status]),
        filter.model ? eq(jobs.model, filter.model) : undefined,
        filter.beforeId ? lt(jobs.id, filter.beforeId) : undefined,
        filter.createdBefore === undefined ? undefined : lt(jobs.id, firstIdAt(filter.createdBefore)),
        filter.createdAfter === undefined ? undefined : gte(jobs.id, firstIdAt(filter.createdAfter)),
      ),
    )
    .orderBy(desc(jobs.id))
    .limit(filter.limit + 1);
}

/** What a status implies, in the words of the partial indexes; `succeeded` is most of all and needs none. */
const HAS_STATUS = {
  queued: sql`${jobs.finishedAt} is null`,
  running: sql`${jobs.finishedAt} is null`,
  succeeded: undefined,
  failed: sql`${jobs.finishedAt} is not null and ${jobs.result} is null`,
  canceled: sql`${jobs.finishedAt} is not null and ${jobs.result} is null`,
} as const satisfies Record<JobStatus, SQL | undefined>;
