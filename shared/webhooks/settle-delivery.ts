import type { Sql } from '../db/client.ts';
import type { DeliveryAttempt } from '../domain/webhook-delivery.ts';
import type { DeliveryOutcome } from '../domain/webhook-outcome.ts';

/** Attempts that a row remembers; only replays can make more. */
const MOST_REMEMBERED = 50;

/**
 * Writes the end of an attempt, fenced by its number: one that counts as lost and was taken up by another changes
 * nothing.
 */
export async function settleDelivery(
  sql: Sql,
  { id, attempt }: { id: string; attempt: number },
  noted: DeliveryAttempt,
  outcome: DeliveryOutcome,
): Promise<void> {
  const status = outcome.kind === 'retry' ? 'pending' : outcome.kind;
  const delayMs = outcome.kind === 'retry' ? outcome.delayMs : 0;
  await sql`
    update webhook_deliveries set
      attempts = jsonb_path_query_array(
        attempts || ${JSON.stringify([noted])}::text::jsonb, '$[last - $n to last]',
        jsonb_build_object('n', ${MOST_REMEMBERED - 1}::int)
      ),
      status = ${status}, due_at = now() + ${delayMs}::float8 * interval '1 ms',
      finished_at = case when ${status} = 'pending' then null else now() end
    where id = ${id} and attempt = ${attempt} and finished_at is null`;
}
