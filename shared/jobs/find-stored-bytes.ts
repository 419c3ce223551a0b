import type { Sql } from '../db/client.ts';

/** How much an owner's inputs take together, and when the first of its jobs is removed, ms from now. */
export async function findStoredBytes(
  sql: Sql,
  owner: string,
): Promise<{ bytes: number; nextExpiryMs: number | null }> {
  const [row] = await sql<{ bytes: number; nextExpiryMs: number | null }[]>`
    select coalesce(sum(input_size_bytes) filter (where input_store <> 'removed'), 0)::float8 as bytes,
      (extract(epoch from min(expires_at) filter (where collection_id is null and verified_at is null) - now()) * 1000)::float8 as next_expiry_ms
    from jobs where owner = ${owner}`;
  return row!;
}
