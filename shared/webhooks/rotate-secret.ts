import type { Sql } from '../db/client.ts';
import { secretColumns, type WebhookSecret } from './secret-columns.ts';
import { newWebhookSecret } from './sign-webhook.ts';

/** Gives the owner a new secret; the current one becomes the previous one, and the one before that ends at once. */
export async function rotateSecret(sql: Sql, owner: string): Promise<WebhookSecret> {
  const [row] = await sql<[WebhookSecret]>`
    insert into webhook_secrets (owner, secret) values (${owner}, ${newWebhookSecret()})
    on conflict (owner) do update set
      previous_secret = webhook_secrets.secret, secret = excluded.secret, rotated_at = now()
    returning ${secretColumns(sql)}`;
  return row;
}
