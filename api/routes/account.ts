import { createRoute, type OpenAPIHono } from '@hono/zod-openapi';
import { z } from 'zod';
import { changePassword, createAccount } from '../../shared/access/accounts.ts';
import { hashPassword } from '../../shared/access/password.ts';
import { hashToken } from '../../shared/access/secret-token.ts';
import { accountSchema, emailSchema, passwordSchema } from '../../shared/domain/account.ts';
import { AppError } from '../../shared/domain/errors.ts';
import { rfc3339 } from '../../shared/domain/rfc3339.ts';
import { credentialsOf } from '../access/credentials.ts';
import { ownAccount, ownAccountBy } from '../access/own-account.ts';
import type { Deps } from '../deps.ts';
import { addressOf } from '../limits/address.ts';
import { problemResponses } from '../openapi.ts';
import { json, jsonBody, noQuery } from '../route-schemas.ts';
import { smallBody } from '../small-body.ts';

const account = json(accountSchema);

const look = createRoute({
  method: 'get',
  path: '/v1/account',
  tags: ['Access'],
  summary: 'The account that is signed in',
  request: { query: noQuery },
  responses: { 200: { description: 'It', content: account }, ...problemResponses(404, 422) },
});

const register = createRoute({
  method: 'post',
  path: '/v1/account',
  tags: ['Access'],
  summary: 'Make an account',
  description: 'Where `REGISTRATION=open`. Sign in afterwards.',
  security: [],
  middleware: smallBody,
  request: {
    query: noQuery,
    body: jsonBody(z.strictObject({ email: emailSchema, password: passwordSchema })),
  },
  responses: { 201: { description: 'Made', content: account }, ...problemResponses(400, 409, 413, 422) },
});

const change = createRoute({
  method: 'put',
  path: '/v1/account/password',
  tags: ['Access'],
  summary: 'Change the password',
  description: 'Ends every other session of the account.',
  middleware: smallBody,
  request: {
    query: noQuery,
    body: jsonBody(z.strictObject({ password: z.string().max(1024), newPassword: passwordSchema })),
  },
  responses: { 204: { description: 'Changed' }, ...problemResponses(400, 404, 413, 422) },
});

/** `GET` and `POST /v1/account`, `PUT /v1/account/password`. */
export function accounts(app: OpenAPIHono, deps: Deps): void {
  const { config, database, access } = deps;
  const { sql } = database;
  app.openapi(look, async (c) => {
    const { id, email, createdAt } = await ownAccount(c, deps);
    c.header('Cache-Control', 'no-store');
    return c.json({ id, email, createdAt: rfc3339(createdAt) }, 200);
  });

  app.openapi(register, async (c) => {
    if (config.AUTH === 'none' || config.REGISTRATION === 'closed')
      throw new AppError('registration-closed', 'Accounts are made by whoever runs this server');
    const { email, password } = c.req.valid('json');
    await access.logIns.refuseTooMany({ address: addressOf(c, config), email });
    const made = await createAccount(sql, { email, passwordHash: await hashPassword(password) });
    if (!made) throw new AppError('email-taken', 'There is an account of this address already');
    return c.json({ id: made.id, email, createdAt: rfc3339(made.createdAt) }, 201);
  });

  app.openapi(change, async (c) => {
    const { password, newPassword } = c.req.valid('json');
    const { id } = await ownAccountBy(password, c, deps);
    const token = credentialsOf(c)?.token;
    await changePassword(sql, {
      id,
      passwordHash: await hashPassword(newPassword),
      keepSession: token ? hashToken(token) : null,
    });
    return c.body(null, 204);
  });
}
