import type { Sql } from '../db/client.ts';

/** A person who signs in. */
export type Account = {
  readonly id: string;
  readonly email: string;
  readonly passwordHash: string;
  readonly createdAt: string;
};

/** @returns undefined when the address is taken */
export async function createAccount(
  sql: Sql,
  { email, passwordHash }: { email: string; passwordHash: string },
): Promise<Account | undefined> {
  const [account] = await sql<Account[]>`
    insert into accounts (email, password_hash) values (${email}, ${passwordHash})
    on conflict (email) do nothing returning *`;
  return account;
}

export async function findAccountByEmail(sql: Sql, email: string): Promise<Account | undefined> {
  const [account] = await sql<Account[]>`select * from accounts where email = ${email}`;
  return account;
}

export async function findAccount(sql: Sql, id: string): Promise<Account | undefined> {
  const [account] = await sql<Account[]>`select * from accounts where id = ${id}`;
  return account;
}

/** Sets another password, and ends every session but the one that asks. */
export async function changePassword(
  sql: Sql,
  { id, passwordHash, keepSession }: { id: string; passwordHash: string; keepSession: string | null },
): Promise<void> {
  await sql`
    with ended as (
      delete from sessions where account_id = ${id} and sha256 is distinct from ${keepSession}
    )
    update accounts set password_hash = ${passwordHash} where id = ${id}`;
}
