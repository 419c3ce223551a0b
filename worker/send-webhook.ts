import type { Sql } from '../shared/db/client.ts';
import { AppError } from '../shared/domain/errors.ts';
import { rfc3339 } from '../shared/domain/rfc3339.ts';
import { roundMs } from '../shared/domain/timings.ts';
import type { DeliveryAttempt } from '../shared/domain/webhook-delivery.ts';
import { webhookDeliverySchema } from '../shared/domain/webhook-delivery.ts';
import { writeWebhookMessage } from '../shared/domain/webhook-message.ts';
import { type DeliveryOutcome, outcomeOfAnswer } from '../shared/domain/webhook-outcome.ts';
import { jobView } from '../shared/job-view.ts';
import { findJobs } from '../shared/jobs/find-jobs.ts';
import type { Outbound, OutboundResponse } from '../shared/outbound/guarded-request.ts';
import { version } from '../shared/version.ts';
import { ensureSecret } from '../shared/webhooks/ensure-secret.ts';
import { signWebhook } from '../shared/webhooks/sign-webhook.ts';
import type { TakenDelivery } from '../shared/webhooks/take-due-deliveries.ts';

/** How long a receiver may take, its answer included. */
export const WEBHOOK_TIMEOUT_MS = 15_000;
const MOST_ANSWER_BYTES = 65_536;
const MOST_ANSWER_CHARACTERS = 1024;

/** What an attempt has come to. */
export type SentWebhook = { readonly noted: DeliveryAttempt; readonly outcome: DeliveryOutcome };

/**
 * Makes one attempt: read the job ─ write the message ─ sign it ─ send it. The address is checked again each time.
 *
 * @param signal gives the attempt up; the delivery is then due again at once
 * @returns undefined when the job was deleted meanwhile, and with it the delivery
 */
export async function sendWebhook(
  delivery: TakenDelivery,
  { sql, outbound, signal }: { sql: Sql; outbound: Outbound; signal: AbortSignal },
): Promise<SentWebhook | undefined> {
  const [row] = await findJobs(sql, [delivery.jobId]);
  if (!row) return undefined;
  const event = webhookDeliverySchema.shape.event.parse(delivery.event);
  const body = writeWebhookMessage(event, rfc3339(delivery.createdAt), jobView(row));
  const secrets = await secretsOf(sql, delivery);
  const at = new Date();
  const startedAt = performance.now();
  const note = (answer: Pick<DeliveryAttempt, 'status' | 'error' | 'body'>): DeliveryAttempt => ({
    at: at.toISOString(),
    ...answer,
    durationMs: roundMs(performance.now() - startedAt),
  });
  const request = {
    url: delivery.url,
    purpose: 'webhook',
    method: 'POST',
    headers: {
      'Content-Type': 'application/json',
      'User-Agent': `Penstock/${version}`,
      ...signWebhook({ id: delivery.id, at, body }, secrets),
    },
    body,
    timeoutMs: WEBHOOK_TIMEOUT_MS,
    maxBytes: MOST_ANSWER_BYTES,
    maxRedirects: 0,
    signal,
  } as const;
  try {
    return await outbound.request(request, async (response) => {
      const { status, headers } = response;
      const noted = note({ status, error: null, body: await readStart(response) });
      const retryAfter = headers['retry-after'];
      return { noted, outcome: outcomeOfAnswer(delivery.attempt, { status, retryAfter }) };
    });
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    const why = signal.aborted ? 'The worker was stopped' : error.message;
    const noted = note({ status: null, error: why, body: '' });
    const outcome = outcomeOfAnswer(delivery.attempt, { status: null });
    return { noted, outcome: signal.aborted ? { kind: 'retry', delayMs: 0 } : outcome };
  }
}

/** The secrets that sign, the current one first. */
async function secretsOf(sql: Sql, delivery: TakenDelivery): Promise<string[]> {
  const { secret, previousSecret } =
    delivery.secret === null ? await ensureSecret(sql, delivery.owner) : delivery;
  return [secret, previousSecret].filter((each) => each !== null);
}

/** The start of an answer as text that can be stored. However the rest of it fails: the receiver has answered. */
async function readStart({ body }: OutboundResponse): Promise<string> {
  const chunks: Buffer[] = [];
  try {
    for await (const chunk of body) chunks.push(chunk);
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
  }
  const text = Buffer.concat(chunks).toString('utf8').replaceAll('\0', '\ufffd');
  return text.slice(0, MOST_ANSWER_CHARACTERS).toWellFormed();
}
