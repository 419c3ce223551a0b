import type { Sql } from '../db/client.ts';
import type { Removal } from '../domain/removal.ts';

/**
 * Deletes a collection at once, and orders what becomes of its jobs: `carryOutRemoval` does it. Until then they still
 * name the collection.
 *
 * @param kind whether its jobs go with it
 * @returns undefined when there is none of this owner
 */
export async function deleteCollection(
  sql: Sql,
  { id, owner, kind }: { id: string; owner: string; kind: Removal['kind'] },
): Promise<Removal | undefined> {
  // Waits for those who are just putting jobs into it: they hold its row.
  const [removal] = await sql<Removal[]>`
    with gone as (delete from collections where id = ${id} and owner = ${owner} returning id)
    insert into removals (kind, target) select ${kind}, id::text from gone
    on conflict do nothing returning kind, target`;
  return removal;
}
