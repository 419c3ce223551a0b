import type { Context } from 'hono';
import { type Principal, SCOPES } from '../../../shared/domain/access.ts';
import type { CompatTools } from '../compat-system.ts';
import type { V1Client } from '../v1-client.ts';

/**
 * The jobs and folders of the user that a request names. The original believes what it is told, and its front end
 * has nothing else to say; so each of its users is an owner of its own here, whom no account and no key shares.
 */
export function clientOfUser(c: Context, tools: CompatTools, userId: string): V1Client {
  const principal: Principal = {
    owner: `nachet:${userId.slice(0, 100)}`,
    id: null,
    name: null,
    scopes: SCOPES,
    kind: 'none',
  };
  return tools.clientOf(c, principal);
}
