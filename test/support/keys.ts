import { createApiKey } from '../../shared/access/create-api-key.ts';
import { SCOPES, type Scope } from '../../shared/domain/access.ts';
import type { System } from './system.ts';

/** The headers of somebody with a new key of this owner. */
export async function keyOf(
  { sql }: Pick<System, 'sql'>,
  owner: string,
  { scopes = SCOPES, expiresInMs = null }: { scopes?: readonly Scope[]; expiresInMs?: number | null } = {},
): Promise<{ Authorization: string }> {
  const { key } = await createApiKey(sql, { owner, name: 'of a test', scopes, expiresInMs });
  return { Authorization: `Bearer ${key}` };
}
