import type { Sql } from '../db/client.ts';
import { secretColumns, type WebhookSecret } from './secret-columns.ts';
import { newWebhookSecret } from './sign-webhook.ts';

/** The owner's secret, which is made when there is none. Two calls at once give the same. */
export async function ensureSecret(sql: Sql, owner: string): Promise<WebhookSecret> {
  // An update that changes nothing: it returns the row that another has just inserted, and waits for it.
  const [row] = await sql<[WebhookSecret]>`
    insert into webhook_secrets (owner, secret) values (${owner}, ${newWebhookSecret()})
    on conflict (owner) do update set owner = excluded.owner
    returning ${secretColumns(sql)}`;
  return row;
}
