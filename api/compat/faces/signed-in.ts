import type { Context } from 'hono';
import { getCookie } from 'hono/cookie';
import type { Principal } from '../../../shared/domain/access.ts';
import { SESSION_COOKIE } from '../../access/credentials.ts';
import type { CompatTools } from '../compat-system.ts';

/** The account that the browser is signed in with; undefined when it is not. */
export async function signedIn(c: Context, { deps }: CompatTools): Promise<Principal | undefined> {
  const token = getCookie(c, SESSION_COOKIE);
  const principal = token ? await deps.access.tokens.find(token) : undefined;
  return principal?.kind === 'session' ? principal : undefined;
}
