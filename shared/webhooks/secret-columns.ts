import type { Fragment, Sql } from '../db/client.ts';

/** What an owner's webhooks are signed with at the moment. */
export type WebhookSecret = {
  readonly secret: string;
  /** The one before it; null when there was none, or its day is over. */
  readonly previousSecret: string | null;
  /** When the previous one stops to sign; null without one. */
  readonly previousUntil: string | null;
};

/** Columns of `webhook_secrets` as a `WebhookSecret`: a secret signs for a day after another has taken its place. */
export function secretColumns(sql: Sql): Fragment {
  return sql`
    webhook_secrets.secret,
    case when rotated_at > now() - interval '24 hours' then previous_secret end as previous_secret,
    case when rotated_at > now() - interval '24 hours' and previous_secret is not null
      then rotated_at + interval '24 hours' end as previous_until`;
}
