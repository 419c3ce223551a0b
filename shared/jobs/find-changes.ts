import type { Fragment, Sql } from '../db/client.ts';
import type { JobRow } from '../db/schema.ts';
import { firstIdAt } from '../domain/job-id.ts';
import { LONGEST_REQUEST_MS } from '../domain/longest-request.ts';

/** What of a row is told to who follows many. */
export type ChangedJob = Pick<
  JobRow,
  | 'id'
  | 'model'
  | 'status'
  | 'attempt'
  | 'seq'
  | 'collectionId'
  | 'error'
  | 'createdAt'
  | 'startedAt'
  | 'finishedAt'
>;

/** Whose jobs, and which of them. */
export type ChangeFilter = {
  readonly owner: string;
  /** All when undefined. */
  readonly model: string | undefined;
  /** Id of a batch; all jobs, of batches and others, when undefined. */
  readonly batch: string | undefined;
};

/** A place in the order in which changes have become visible: all before it has been seen by whoever holds it. */
export type ChangeCursor = {
  /** The oldest transaction that was under way: what this one and later ones have written may not have been seen. */
  readonly xmin: string;
  /** No transaction under way had begun before, epoch ms. */
  readonly atMs: number;
  /** No job of the owner that may change afterwards has a lower id. */
  readonly fromId: string;
};

/** How old an id may be when its job is inserted. */
const OLDEST_ID_MS = LONGEST_REQUEST_MS + 30_000;
/** A transaction's start is known to others a moment after it has begun. */
const MARGIN_MS = 1000;

/** Where an owner's changes stand now. */
export async function findChangeCursor(sql: Sql, owner: string): Promise<ChangeCursor> {
  const [now] = await sql<{ xmin: string; atMs: number; oldestId: string | null }[]>`
    select
      pg_snapshot_xmin(pg_current_snapshot())::text as xmin,
      floor(extract(epoch from least(now(), (
        select min(xact_start) from pg_stat_activity where datname = current_database()
      ))) * 1000)::float8 - ${MARGIN_MS} as at_ms,
      -- Fenced, so that the few open ones are sorted and not the whole history searched for the first of them.
      (select id from (
        select id from jobs where owner = ${owner} and finished_at is null offset 0
      ) open order by id limit 1) as oldest_id`;
  const { xmin, atMs, oldestId } = now!;
  const newcomer = firstIdAt(Math.max(0, atMs - OLDEST_ID_MS));
  return { xmin, atMs, fromId: oldestId !== null && oldestId < newcomer ? oldestId : newcomer };
}

/**
 * The jobs of an owner that have changed after the cursor, as they stand, in the order of their ids. Transactions
 * become visible in another order than that of any number that they could write. So the order is Postgres' own: what was
 * written by a transaction that the cursor may not have seen is news. Some of it comes twice, nothing is left out.
 *
 * @param afterId only those with a higher id: the last of the page before
 */
export async function findChangesSince(
  sql: Sql,
  filter: ChangeFilter,
  {
    cursor: { xmin, atMs, fromId },
    afterId,
    limit,
  }: { cursor: ChangeCursor; afterId: string | undefined; limit: number },
): Promise<ChangedJob[]> {
  return await sql<ChangedJob[]>`
    select id, model, status, attempt, seq, collection_id, error, created_at, started_at, finished_at
    from jobs
    where ${matches(sql, filter)} and id >= ${fromId} and id > ${afterId ?? '00000000-0000-0000-0000-000000000000'}
      and (finished_at is null or finished_at >= to_timestamp(${atMs}::float8 / 1000))
      -- A row knows the lower half of the number of the transaction that wrote it; halves are compared in a circle.
      and ((jobs.xmin::text::bigint - (${xmin}::bigint & 4294967295)) & 4294967295) < 2147483648
    order by id limit ${limit}`;
}

/** Those of these jobs that fit, as they stand. */
export async function findOwnChanges(
  sql: Sql,
  filter: ChangeFilter,
  ids: readonly string[],
): Promise<ChangedJob[]> {
  return await sql<ChangedJob[]>`
    select id, model, status, attempt, seq, collection_id, error, created_at, started_at, finished_at
    from jobs
    where id = any(${ids as string[]}::uuid[]) and ${matches(sql, filter)}
    order by id`;
}

function matches(sql: Sql, filter: ChangeFilter): Fragment {
  const [model, batch] = [filter.model ?? null, filter.batch ?? null];
  return sql`owner = ${filter.owner} and (${model}::text is null or model = ${model})
    and (${batch}::uuid is null or batch_id = ${batch})`;
}
