import { createInterface } from 'node:readline/promises';
import { changePassword, createAccount, findAccountByEmail } from '../shared/access/accounts.ts';
import { deleteAccount } from '../shared/access/delete-account.ts';
import { hashPassword } from '../shared/access/password.ts';
import type { Sql } from '../shared/db/client.ts';
import { emailSchema, passwordSchema } from '../shared/domain/account.ts';
import { UsageError } from '../shared/domain/usage-error.ts';
import { withDatabase } from './with-database.ts';

/* `npm run account`: makes accounts and sets passwords, for whoever has the database. */

const USAGE = `npm run account -- create EMAIL
npm run account -- password EMAIL
npm run account -- delete EMAIL     # with all that it owns; there is no way back

The password is read from the standard input, one line: it would be seen by others in the arguments.`;

const VERBS = { create, password: setPassword, delete: remove } as const;

await withDatabase(async (sql) => {
  const [verb, given, ...rest] = process.argv.slice(2);
  const email = emailSchema.safeParse(given);
  if (rest.length > 0 || given === undefined || !Object.hasOwn(VERBS, verb ?? ''))
    throw new UsageError(USAGE);
  if (!email.success) throw new UsageError(`"${given}" is no e-mail address`);
  return await VERBS[verb as keyof typeof VERBS](sql, email.data);
});

async function create(sql: Sql, email: string): Promise<string> {
  const made = await createAccount(sql, { email, passwordHash: await hashPassword(await readPassword()) });
  if (!made) throw new UsageError(`There is an account of ${email} already`);
  return `${email} can sign in; what it submits belongs to owner "${made.id}"`;
}

async function setPassword(sql: Sql, email: string): Promise<string> {
  const account = await findAccountByEmail(sql, email);
  if (!account) throw new UsageError(`There is no account of ${email}`);
  const passwordHash = await hashPassword(await readPassword());
  await changePassword(sql, { id: account.id, passwordHash, keepSession: null });
  return `${email} has another password; all its sessions have ended`;
}

async function remove(sql: Sql, email: string): Promise<string> {
  const account = await findAccountByEmail(sql, email);
  if (!account) throw new UsageError(`There is no account of ${email}`);
  await deleteAccount(sql, account.id);
  return `${email} is gone; the workers remove what it owned, and are at it while they run`;
}

async function readPassword(): Promise<string> {
  const lines = createInterface({ input: process.stdin });
  if (process.stdin.isTTY) process.stderr.write('Password (it is shown as you type): ');
  for await (const line of lines) {
    lines.close();
    const parsed = passwordSchema.safeParse(line);
    if (parsed.success) return parsed.data;
    throw new UsageError(`The password ${parsed.error.issues[0]?.message ?? 'is not valid'}`);
  }
  throw new UsageError('No password on the standard input');
}
