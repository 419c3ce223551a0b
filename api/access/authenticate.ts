import type { Context, MiddlewareHandler } from 'hono';
import { LOCAL_OWNER, type Principal, SCOPES, type Scope } from '../../shared/domain/access.ts';
import { AppError } from '../../shared/domain/errors.ts';
import type { Deps } from '../deps.ts';
import { addressOf } from '../limits/address.ts';
import { credentialsOf, unauthorized } from './credentials.ts';
import { neededScope } from './needed-scope.ts';
import { requireCsrfToken, requireSameOrigin } from './same-origin.ts';
import type { Tokens } from './tokens.ts';

/** Whoever calls the app in this process says itself for whom; nothing that a client sends comes this way. */
type InProcess = { readonly principal?: Principal } | undefined;

/** Without sign-in everything belongs to one owner. */
const NOBODY: Principal = { owner: LOCAL_OWNER, id: null, name: null, scopes: SCOPES, kind: 'none' };

/**
 * Finds out who makes a request to `/v1`, and whether it may. Everything below `/v1` needs a scope unless
 * `needed-scope.ts` says otherwise, so a route that is added later is closed until somebody opens it.
 *
 * @throws AppError `unauthorized`, `scope-missing`, `origin-not-allowed`, `csrf-token-invalid`, `too-many-requests`
 * @example app.use('/v1/*', authenticate(deps)); principalOf(c).owner;
 */
export function authenticate({ config, access, limits }: Deps): MiddlewareHandler {
  const authenticateClient: MiddlewareHandler = async (c, next) => {
    if (config.AUTH === 'none') {
      requireSameOrigin(c);
      c.set('principal', NOBODY);
      return await next();
    }
    const principal = await principalBehind(c, access.tokens);
    if (!principal) await limits.requestsFrom.count(addressOf(c, config));
    else await limits.requestsOfKey?.count(`${principal.id}`);
    const scope = neededScope(c.req.method, c.req.path);
    if (!principal && scope) throw unauthorized(c, refusalOf(c));
    if (principal && scope) requireScope(principal, scope);
    c.set('principal', principal);
    await next();
  };
  return async (c, next) => {
    const { principal } = (c.env as InProcess) ?? {};
    if (!principal) return await authenticateClient(c, next);
    c.set('principal', principal);
    await next();
  };
}

async function principalBehind(c: Context, tokens: Tokens): Promise<Principal | undefined> {
  const credentials = credentialsOf(c);
  if (!credentials) {
    requireSameOrigin(c);
    return undefined;
  }
  const principal = await tokens.find(credentials.token);
  // A key does not work as a cookie, nor a cookie as a key: only the one is sent by pages of others.
  const isValid = principal?.kind === credentials.kind;
  if (credentials.kind === 'session') {
    requireSameOrigin(c);
    if (isValid) requireCsrfToken(c, credentials.token);
  }
  return isValid ? principal : undefined;
}

function refusalOf(c: Context): string {
  return c.req.header('Authorization') === undefined
    ? 'Sign in, or send an API key: Authorization: Bearer pk_…'
    : 'This API key is not valid; it may have expired or been revoked';
}

function requireScope({ scopes }: Principal, scope: Scope): void {
  if (!scopes.includes(scope))
    throw new AppError('scope-missing', `This key has no scope "${scope}", which this call needs`);
}

/** Who makes the request; undefined on the few routes that anybody may ask, when nobody has said. */
export function findPrincipal(c: Context): Principal | undefined {
  return c.get('principal') as Principal | undefined;
}

/**
 * Who makes the request.
 *
 * @throws AppError `unauthorized` on the few routes that anybody may ask
 */
export function principalOf(c: Context): Principal {
  const principal = findPrincipal(c);
  if (!principal) throw unauthorized(c, refusalOf(c));
  return principal;
}
