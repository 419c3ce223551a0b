import type { Sql } from '../db/client.ts';
import type { ApiKey } from './create-api-key.ts';

/**
 * Revokes a key; a repeat changes nothing. Every api has heard of it within about a second.
 *
 * @param owner whose key it must be; anybody's when undefined
 * @returns undefined when there is none
 */
export async function revokeApiKey(
  sql: Sql,
  { id, owner }: { id: string; owner?: string },
): Promise<ApiKey | undefined> {
  const [apiKey] = await sql<ApiKey[]>`
    update api_keys set revoked_at = coalesce(revoked_at, now())
    where id = ${id} ${owner === undefined ? sql`` : sql`and owner = ${owner}`}
    returning id, owner, name, hint, to_jsonb(scopes) as scopes, created_at, expires_at, revoked_at, last_used_at`;
  return apiKey;
}
