import { validate } from 'uuid';
import { z } from 'zod';
import { WEBHOOK_EVENTS } from './webhook.ts';

const time = (description: string) => z.string().meta({ description, format: 'date-time' });

/** One attempt at telling a receiver: what it answered, or why it could not be reached. */
const deliveryAttemptSchema = z
  .object({
    at: z.string().meta({ format: 'date-time' }),
    status: z.int().nullable().meta({ description: 'HTTP status; null when there was no answer' }),
    error: z.string().nullable().meta({ description: 'Why there was no answer' }),
    body: z.string().meta({ description: 'The first 1,024 characters of the answer' }),
    durationMs: z.number(),
  })
  .meta({ id: 'DeliveryAttempt' });

export type DeliveryAttempt = z.output<typeof deliveryAttemptSchema>;

/** How a delivery stands. */
export const DELIVERY_STATUSES = ['pending', 'delivered', 'failed'] as const;

/** What of a job's end is told: `job.succeeded` and so on. */
const EVENTS = WEBHOOK_EVENTS.map((event) => `job.${event}` as const);

/** A delivery as the api shows it. */
export const webhookDeliverySchema = z
  .object({
    id: z.uuid().meta({ description: 'The `webhook-id` of every attempt' }),
    job: z.uuid(),
    event: z.enum(EVENTS),
    url: z.string(),
    status: z.enum(DELIVERY_STATUSES),
    attempts: z.array(deliveryAttemptSchema).meta({ description: 'Oldest first; the last 50' }),
    nextAttemptAt: time('Next attempt, or when the one under way counts as lost').nullable(),
    createdAt: time('When the job ended'),
    finishedAt: time('Delivered, or given up').nullable(),
    links: z.object({ self: z.string(), job: z.string(), replay: z.string() }),
  })
  .meta({ id: 'WebhookDelivery' });

export type WebhookDelivery = z.output<typeof webhookDeliverySchema>;

/** Whether the text can be the id of a delivery at all. */
export function isDeliveryId(text: string): boolean {
  return validate(text);
}
