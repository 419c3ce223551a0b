import type { Context } from 'hono';
import { type BatchCounts, countBatches } from '../../shared/batches/count-batches.ts';
import { findBatch } from '../../shared/batches/find-batches.ts';
import type { BatchRow } from '../../shared/db/batch-schema.ts';
import type { Sql } from '../../shared/db/client.ts';
import type { Batch } from '../../shared/domain/batch.ts';
import { AppError } from '../../shared/domain/errors.ts';
import { isJobId } from '../../shared/domain/job-id.ts';
import { rfc3339 } from '../../shared/domain/rfc3339.ts';
import type { Deps } from '../deps.ts';
import { ownerOf } from '../find-own-job.ts';

/** The row, and what was counted, as the api shows it. */
function batchView(row: BatchRow, counted: BatchCounts): Batch {
  const { queued, running, succeeded, failed, canceled, refused, lastEndAt } = counted;
  const ended = succeeded + failed + canceled;
  const there = ended + queued + running;
  const deleted = Math.max(0, (row.accepted ?? there) - there);
  const isDone = row.state !== 'receiving' && queued + running === 0;
  const self = `/v1/batches/${row.id}`;
  return {
    id: row.id,
    model: row.model,
    modelVersion: row.modelVersion,
    metadata: row.metadata,
    status: row.state === 'receiving' ? 'receiving' : isDone ? 'done' : 'running',
    interrupted: row.state === 'interrupted',
    files: row.files,
    counts: { queued, running, succeeded, failed, canceled, refused, deleted },
    progress: isDone ? 1 : (ended + refused + deleted) / row.files,
    createdAt: rfc3339(row.createdAt),
    canceledAt: row.canceledAt && rfc3339(row.canceledAt),
    finishedAt: isDone && lastEndAt ? rfc3339(lastEndAt) : null,
    links: {
      self,
      events: `${self}/events`,
      results: `${self}/results`,
      cancel: `${self}/cancel`,
      jobs: `/v1/jobs?batch=${row.id}`,
    },
  };
}

/** Batches as the api shows them, counted in one statement. */
export async function viewBatches(sql: Sql, rows: readonly BatchRow[]): Promise<Batch[]> {
  const counts = await countBatches(
    sql,
    rows.map(({ id }) => id),
  );
  return rows.map((row) => batchView(row, counts.get(row.id)!));
}

/**
 * The batch in the path.
 *
 * @throws AppError `not-found`, also when it is somebody else's
 */
export async function findOwnBatch(c: Context, { database }: Deps): Promise<BatchRow> {
  const row = await findBatch(database.sql, { id: batchIdOf(c), owner: ownerOf(c) });
  if (!row) throw noSuchBatch();
  return row;
}

/** The id of the batch in the path. @throws AppError `not-found` when it cannot be one */
export function batchIdOf(c: Context): string {
  const id = c.req.param('id')?.toLowerCase() ?? '';
  if (!isJobId(id)) throw noSuchBatch();
  return id;
}

/** The answer for a batch that is not there, or not the caller's. */
export function noSuchBatch(): AppError {
  return new AppError('not-found', 'There is no such batch');
}
