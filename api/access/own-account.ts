import type { Context } from 'hono';
import { findAccount } from '../../shared/access/accounts.ts';
import { isPassword } from '../../shared/access/password.ts';
import { AppError } from '../../shared/domain/errors.ts';
import type { Deps } from '../deps.ts';
import { addressOf } from '../limits/address.ts';
import { principalOf } from './authenticate.ts';

type Account = NonNullable<Awaited<ReturnType<typeof findAccount>>>;

/**
 * The account of whoever has signed in.
 *
 * @throws AppError `not-found`: a key has none
 */
export async function ownAccount(c: Context, { database: { sql } }: Deps): Promise<Account> {
  const { kind, owner } = principalOf(c);
  const found = kind === 'session' ? await findAccount(sql, owner) : undefined;
  if (!found) throw new AppError('not-found', 'Only who has signed in with a password has an account');
  return found;
}

/**
 * The same, for what asks for the password once more.
 *
 * @throws AppError `wrong-credentials`; `too-many-requests` after too many of them
 */
export async function ownAccountBy(password: string, c: Context, deps: Deps): Promise<Account> {
  const account = await ownAccount(c, deps);
  const who = { address: addressOf(c, deps.config), email: account.email };
  await deps.access.logIns.refuseTooMany(who);
  if (!(await isPassword(password, account.passwordHash)))
    throw new AppError('wrong-credentials', 'The password is wrong');
  await deps.access.logIns.forgive(who);
  return account;
}
