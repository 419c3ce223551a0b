import type { Sql } from '../db/client.ts';
import type { ApiKey } from './create-api-key.ts';

/** An owner's keys, newest first, revoked ones too; everybody's when no owner is given. */
export async function listApiKeys(sql: Sql, owner?: string): Promise<ApiKey[]> {
  return await sql<ApiKey[]>`
    select id, owner, name, hint, to_jsonb(scopes) as scopes, created_at, expires_at, revoked_at, last_used_at
    from api_keys ${owner === undefined ? sql`` : sql`where owner = ${owner}`}
    order by created_at desc, id`;
}
