import type { Sql } from '../db/client.ts';

/** A job that has ended and whose input is not to be kept. */
export type EndedInput = { readonly id: string; readonly inputStore: 'inline' | 'blob' };

/** Those whose input is still there, at most `limit`. */
export async function findEndedInputs(sql: Sql, { limit }: { limit: number }): Promise<EndedInput[]> {
  return await sql<EndedInput[]>`
    select id, input_store from jobs
    where not keeps_input and finished_at is not null and input_store <> 'removed'
    order by id limit ${limit}`;
}

/**
 * Notes that their inputs are gone, and removes those that stand in the database. The caller has removed the blobs before:
 * should it die in between, they are found again.
 */
export async function dropEndedInputs(sql: Sql, ids: readonly string[]): Promise<void> {
  await sql`
    with dropped as (
      select id from jobs
      where id = any(${ids as string[]}::uuid[]) and finished_at is not null order by id for update
    ), inputs as (
      delete from job_inputs where job_id in (select id from dropped)
    )
    update jobs set input_store = 'removed' where id = any(array(select id from dropped))`;
}
