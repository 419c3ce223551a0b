import type { BatchRow } from '../db/batch-schema.ts';
import type { Sql } from '../db/client.ts';

/** How long whoever takes the files of a batch may be silent; then it counts as dead. */
const SILENT_MS = 30_000;

/** Says that the files of a batch are still being taken. */
export async function touchBatch(sql: Sql, id: string): Promise<void> {
  await sql`update batches set touched_at = now() where id = ${id} and state = 'receiving'`;
}

/**
 * Takes up a batch whose files were not all taken. Of those who try at once, one does.
 *
 * @returns undefined when somebody is at it, or nothing is left to do
 */
export async function resumeBatch(sql: Sql, id: string): Promise<BatchRow | undefined> {
  const [row] = await sql<BatchRow[]>`
    update batches set state = 'receiving', touched_at = now()
    where id = ${id} and canceled_at is null and (
      state = 'interrupted' or (state = 'receiving' and touched_at < now() - ${SILENT_MS}::float8 * interval '1 ms')
    )
    returning *`;
  return row;
}

/** Which files of a batch were dealt with, by their places. */
export async function findPlacesTaken(sql: Sql, id: string): Promise<Set<number>> {
  const rows = await sql<{ position: number }[]>`
    select batch_position as position from jobs where batch_id = ${id} and batch_id is not null
    union all
    select position from batch_refusals where batch_id = ${id}`;
  return new Set(rows.map(({ position }) => position));
}

/** Notes that no more files of a batch are taken, and how many became jobs. @returns undefined when it was deleted */
export async function sealBatch(
  sql: Sql,
  id: string,
  state: 'complete' | 'interrupted',
): Promise<BatchRow | undefined> {
  const [row] = await sql<BatchRow[]>`
    update batches set state = ${state}, accepted = (
      select count(*) from jobs where batch_id = ${id} and batch_id is not null
    )
    where id = ${id} returning *`;
  return row;
}

/** Seals the batches whose api has died while it took their files; they hold what they hold. @returns how many */
export async function sealSilentBatches(sql: Sql): Promise<number> {
  const { count } = await sql`
    update batches set state = 'interrupted', accepted = (
      select count(*) from jobs where batch_id = batches.id and batch_id is not null
    )
    where state = 'receiving' and touched_at < now() - ${SILENT_MS}::float8 * interval '1 ms'`;
  return count;
}
