import { createRoute, type OpenAPIHono } from '@hono/zod-openapi';
import { deleteCookie } from 'hono/cookie';
import { z } from 'zod';
import { findAccount, findAccountByEmail } from '../../shared/access/accounts.ts';
import { isPassword } from '../../shared/access/password.ts';
import { hashToken } from '../../shared/access/secret-token.ts';
import { createSession, endSession } from '../../shared/access/sessions.ts';
import { type Principal, SCOPES } from '../../shared/domain/access.ts';
import { AppError } from '../../shared/domain/errors.ts';
import { sessionSchema } from '../../shared/domain/session.ts';
import { isStorable } from '../../shared/domain/storable.ts';
import { findPrincipal } from '../access/authenticate.ts';
import { credentialsOf, SESSION_COOKIE } from '../access/credentials.ts';
import { csrfTokenOf } from '../access/same-origin.ts';
import { setSessionCookie } from '../access/session-cookie.ts';
import type { Deps } from '../deps.ts';
import { addressOf } from '../limits/address.ts';
import { problemResponses } from '../openapi.ts';
import { json, jsonBody, noQuery } from '../route-schemas.ts';
import { smallBody } from '../small-body.ts';

const session = json(sessionSchema);

const look = createRoute({
  method: 'get',
  path: '/v1/session',
  tags: ['Access'],
  summary: 'Who is signed in',
  security: [],
  request: { query: noQuery },
  responses: { 200: { description: 'Nobody, too', content: session }, ...problemResponses(422) },
});

const logIn = createRoute({
  method: 'post',
  path: '/v1/session',
  tags: ['Access'],
  summary: 'Sign in',
  security: [],
  middleware: smallBody,
  request: {
    query: noQuery,
    body: jsonBody(
      z.strictObject({
        email: z.string().max(254).refine(isStorable, 'holds a character that cannot be stored'),
        password: z.string().max(1024),
      }),
    ),
  },
  responses: {
    201: { description: 'Signed in; the cookie is set', content: session },
    ...problemResponses(400, 413, 422),
  },
});

const logOut = createRoute({
  method: 'delete',
  path: '/v1/session',
  tags: ['Access'],
  summary: 'Sign out',
  security: [],
  request: { query: noQuery },
  responses: { 204: { description: 'Signed out' }, ...problemResponses(422) },
});

/** `GET`, `POST` and `DELETE /v1/session`: the cookie of a browser. */
export function sessions(app: OpenAPIHono, deps: Deps): void {
  const { config, database, access } = deps;
  const { sql } = database;

  async function view(principal: Principal | undefined, token: string | undefined) {
    const account = principal?.kind === 'session' ? await findAccount(sql, principal.owner) : undefined;
    return {
      auth: config.AUTH,
      registration: config.REGISTRATION,
      owner: principal?.owner ?? null,
      email: account?.email ?? null,
      scopes: [...(principal?.scopes ?? [])],
      csrfToken: account && token ? csrfTokenOf(token) : null,
    };
  }

  app.openapi(look, async (c) => {
    c.header('Cache-Control', 'no-store');
    return c.json(await view(findPrincipal(c), credentialsOf(c)?.token), 200);
  });

  app.openapi(logIn, async (c) => {
    if (config.AUTH === 'none') throw new AppError('not-found', 'There is no sign-in here');
    const { email, password } = c.req.valid('json');
    const who = { address: addressOf(c, config), email };
    await access.logIns.refuseTooMany(who);
    const account = await findAccountByEmail(sql, email.trim().toLowerCase());
    if (!(await isPassword(password, account?.passwordHash)) || !account)
      throw new AppError('wrong-credentials', 'The address or the password is wrong');
    await access.logIns.forgive(who);
    const { token } = await createSession(sql, account.id);
    setSessionCookie(c, token);
    c.header('Cache-Control', 'no-store');
    return c.json(
      await view(
        { owner: account.id, id: account.id, name: account.email, scopes: SCOPES, kind: 'session' },
        token,
      ),
      201,
    );
  });

  app.openapi(logOut, async (c) => {
    const credentials = credentialsOf(c);
    if (credentials?.kind === 'session') {
      await endSession(sql, hashToken(credentials.token));
      access.tokens.forget(credentials.token);
    }
    deleteCookie(c, SESSION_COOKIE, { path: '/' });
    return c.body(null, 204);
  });
}
