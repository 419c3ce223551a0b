import type { Sql } from '../db/client.ts';
import { newSecretToken, type SecretToken } from './secret-token.ts';

/** How long a browser stays signed in. */
export const SESSION_MS = 14 * 24 * 3_600_000;

/** Signs a browser in. The token is for its cookie and stored nowhere. */
export async function createSession(sql: Sql, accountId: string): Promise<SecretToken> {
  const session = newSecretToken();
  await sql`
    insert into sessions (sha256, account_id, expires_at)
    values (${session.sha256}, ${accountId}, now() + ${SESSION_MS}::float8 * interval '1 ms')`;
  return session;
}

/** Signs a browser out; nothing happens when it is not signed in. */
export async function endSession(sql: Sql, sha256: string): Promise<void> {
  await sql`delete from sessions where sha256 = ${sha256}`;
}
