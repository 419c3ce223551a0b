import type { Sql } from '../db/client.ts';

/** An attempt by its job and its number. */
export type AttemptRef = { readonly id: string; readonly attempt: number };

/**
 * Prolongs the leases of all attempts that a worker holds, in one statement.
 *
 * @returns the ids that are still its own; any other has been taken away and its result will be dropped
 */
export async function renewLeases(
  sql: Sql,
  held: readonly AttemptRef[],
  { leaseMs }: { leaseMs: number },
): Promise<string[]> {
  const rows = await sql<{ id: string }[]>`
    with held as (
      select * from unnest(
        ${held.map((h) => h.id)}::uuid[], ${held.map((h) => h.attempt)}::int[]
      ) as t (id, attempt)
    ), running as (
      select id, attempt from jobs
      where id = any(array(select id from held)) and status = 'running' order by id for update
    )
    update jobs set lease_until = now() + ${leaseMs}::float8 * interval '1 ms'
    from running join held using (id, attempt) where jobs.id = running.id
    returning jobs.id`;
  return rows.map((row) => row.id);
}
