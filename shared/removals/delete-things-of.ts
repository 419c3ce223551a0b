import type { Sql } from '../db/client.ts';

/** Deletes whatever an owner has but for jobs: collections, batches, keys, webhook secret and deliveries. */
export async function deleteThingsOf(sql: Sql, owner: string): Promise<void> {
  await sql`
    with gone as (
      delete from collections where owner = ${owner}
    ), gone_batches as (
      delete from batches where owner = ${owner}
    ), gone_keys as (
      delete from api_keys where owner = ${owner}
    ), gone_secrets as (
      delete from webhook_secrets where owner = ${owner}
    )
    delete from webhook_deliveries where owner = ${owner}`;
}
