import type { Sql } from '../db/client.ts';
import type { Removal } from '../domain/removal.ts';

/**
 * Deletes an account, its sessions and its keys at once, and orders everything that it owns to be removed:
 * `carryOutRemoval` does it.
 *
 * @returns undefined when there is no such account
 */
export async function deleteAccount(sql: Sql, id: string): Promise<Removal | undefined> {
  const [removal] = await sql<Removal[]>`
    with gone as (
      delete from accounts where id = ${id} returning id::text
    ), keys as (
      delete from api_keys where owner in (select id from gone)
    )
    insert into removals (kind, target) select 'owner', id from gone
    on conflict do nothing returning kind, target`;
  return removal;
}
