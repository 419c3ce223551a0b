import { z } from 'zod';
import { type Job, jobSchema } from './job.ts';
import { webhookDeliverySchema } from './webhook-delivery.ts';

/** What a receiver gets. */
export const webhookMessageSchema = z
  .object({
    type: webhookDeliverySchema.shape.event,
    timestamp: z.string().meta({ format: 'date-time', description: 'When the job ended' }),
    truncated: z.boolean().meta({
      description: 'Whether `data.result` was left out for its size and is to be read from `data.links.self`',
    }),
    data: jobSchema.meta({ description: 'The job as `GET /v1/jobs/{id}` shows it' }),
  })
  .meta({ id: 'WebhookMessage' });

type WebhookMessage = z.output<typeof webhookMessageSchema>;

/** Standard Webhooks: payloads are to be smaller than this. */
const MOST_BYTES = 20_000;

/** The message as it is sent and signed, byte for byte the same at every attempt. */
export function writeWebhookMessage(type: WebhookMessage['type'], timestamp: string, job: Job): string {
  const whole = JSON.stringify({ type, timestamp, truncated: false, data: job } satisfies WebhookMessage);
  if (job.result === null || new TextEncoder().encode(whole).length <= MOST_BYTES) return whole;
  const data = { ...job, result: null };
  return JSON.stringify({ type, timestamp, truncated: true, data } satisfies WebhookMessage);
}
