import type { Scope } from '../../shared/domain/access.ts';

/** What may be asked by anybody: signing in and registering decide for themselves. */
const OPEN = new Set(['GET /v1/session', 'POST /v1/session', 'DELETE /v1/session', 'POST /v1/account']);
/** What changes who may do what. */
const ADMIN = /^\/v1\/(keys|account|webhook-secret)(\/|$)/;

/** The scope that a call below `/v1` needs; undefined when anybody may make it. */
export function neededScope(method: string, path: string): Scope | undefined {
  if (OPEN.has(`${method} ${path}`)) return undefined;
  if (ADMIN.test(path)) return 'admin';
  return method === 'GET' || method === 'HEAD' ? 'jobs:read' : 'jobs:write';
}
