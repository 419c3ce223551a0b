import { z } from 'zod';
import { isStorable } from './storable.ts';

/** The ends of a job that a webhook can be told of. */
export const WEBHOOK_EVENTS = ['succeeded', 'failed', 'canceled'] as const;

/** Where to tell of a job's end, and of which ends. */
export const webhookSchema = z
  .strictObject({
    url: z
      .string()
      .max(2048)
      .refine(isStorable, 'holds a character that cannot be stored')
      .meta({ description: 'https', example: 'https://example.org/penstock' }),
    events: z
      .array(z.enum(WEBHOOK_EVENTS))
      .min(1)
      .max(WEBHOOK_EVENTS.length)
      .default([...WEBHOOK_EVENTS]),
  })
  .meta({ id: 'Webhook' });

export type Webhook = z.output<typeof webhookSchema>;
