import type { Sql } from '../db/client.ts';
import { type Principal, SCOPES } from '../domain/access.ts';

/** A token that is valid now, by its hash. */
export type ValidToken = Principal & { readonly sha256: string };

/** Who holds these tokens, API keys and session cookies alike; those that are not valid are left out. */
export async function findPrincipals(sql: Sql, hashes: readonly string[]): Promise<ValidToken[]> {
  return await sql<ValidToken[]>`
    select sha256, owner, id, name, to_jsonb(scopes) as scopes, 'key' as kind from api_keys
    where sha256 = any(${hashes as string[]}::text[]) and revoked_at is null
      and (expires_at is null or expires_at > now())
    union all
    select sha256, account_id::text, account_id, email, to_jsonb(${SCOPES as unknown as string[]}::text[]), 'session'
    from sessions join accounts on accounts.id = account_id
    where sha256 = any(${hashes as string[]}::text[]) and expires_at > now()`;
}

/** Notes the use of keys, at most once a minute each: enough to find those that nobody needs any more. */
export async function noteKeyUse(sql: Sql, hashes: readonly string[]): Promise<void> {
  await sql`
    update api_keys set last_used_at = now()
    where sha256 = any(${hashes as string[]}::text[])
      and (last_used_at is null or last_used_at < now() - interval '1 minute')`;
}
