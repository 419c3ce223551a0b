import type { Sql } from '../db/client.ts';
import type { Scope } from '../domain/access.ts';
import { newSecretToken } from './secret-token.ts';

/** An API key as its owner may see it: all but the key. */
export type ApiKey = {
  readonly id: string;
  readonly owner: string;
  readonly name: string;
  /** Its first characters, to recognise it by. */
  readonly hint: string;
  readonly scopes: readonly Scope[];
  readonly createdAt: string;
  readonly expiresAt: string | null;
  readonly revokedAt: string | null;
  readonly lastUsedAt: string | null;
};

export type NewApiKey = {
  readonly owner: string;
  readonly name: string;
  readonly scopes: readonly Scope[];
  /** Not valid any more after this time, ms from now; null for ever. */
  readonly expiresInMs: number | null;
};

/** Makes an API key: `pk_` and 32 random bytes. It is in the answer and nowhere else. */
export async function createApiKey(sql: Sql, wanted: NewApiKey): Promise<{ key: string; apiKey: ApiKey }> {
  const { token, sha256 } = newSecretToken('pk_');
  const [apiKey] = await sql<ApiKey[]>`
    insert into api_keys (owner, name, sha256, hint, scopes, expires_at)
    values (
      ${wanted.owner}, ${wanted.name}, ${sha256}, ${token.slice(0, 9)}, ${wanted.scopes as string[]}::text[],
      now() + ${wanted.expiresInMs}::float8 * interval '1 ms'
    )
    returning id, owner, name, hint, to_jsonb(scopes) as scopes, created_at, expires_at, revoked_at, last_used_at`;
  return { key: token, apiKey: apiKey! };
}
