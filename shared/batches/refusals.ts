import type { BatchRefusal } from '../db/batch-schema.ts';
import type { Sql } from '../db/client.ts';

/** Notes files that did not become jobs. Those that were noted before, or whose batch was deleted, are left out. */
export async function insertRefusals(sql: Sql, refusals: readonly BatchRefusal[]): Promise<void> {
  await sql`
    insert into batch_refusals (batch_id, position, name, code, message)
    select "batchId", position, name, code, message
    from json_to_recordset(${JSON.stringify(refusals)}::text::json) as t (
      "batchId" uuid, position int, name text, code text, message text
    )
    where exists (select 1 from batches where id = "batchId" for key share)
    on conflict do nothing`;
}

/** The files of a batch that were refused, in their order, behind `after`. */
export async function listRefusals(
  sql: Sql,
  { batchId, after, limit }: { batchId: string; after: number; limit: number },
): Promise<BatchRefusal[]> {
  return await sql<BatchRefusal[]>`
    select * from batch_refusals where batch_id = ${batchId} and position > ${after}
    order by position limit ${limit}`;
}
