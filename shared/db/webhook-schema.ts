import { sql } from 'drizzle-orm';
import { index, integer, jsonb, pgTable, text, uuid } from 'drizzle-orm/pg-core';
import type { DeliveryAttempt } from '../domain/webhook-delivery.ts';
import { time } from './schema.ts';

/**
 * One row per job's end that somebody asked to be told of, inserted by a trigger in the transaction that ends the
 * job: so none is forgotten, whichever statement ends it and whatever dies then. Removed with its job.
 */
export const webhookDeliveries = pgTable(
  'webhook_deliveries',
  {
    /** The `webhook-id`: the same for every attempt, so that the receiver can tell a repeat. */
    id: uuid().primaryKey().defaultRandom(),
    owner: text().notNull(),
    jobId: uuid().notNull(),
    /** `job.succeeded`, `job.failed`, `job.canceled`. */
    event: text().notNull(),
    url: text().notNull(),
    status: text({ enum: ['pending', 'delivered', 'failed'] })
      .notNull()
      .default('pending'),
    /** What each attempt brought, oldest first. */
    attempts: jsonb().$type<DeliveryAttempt[]>().notNull().default([]),
    /** Raised by each start of an attempt; the fencing token of its end. */
    attempt: integer().notNull().default(0),
    /** Next attempt; while one is under way, when it counts as lost. */
    dueAt: time().notNull().defaultNow(),
    createdAt: time().notNull().defaultNow(),
    /** Delivered, or given up; null until then. */
    finishedAt: time(),
  },
  (t) => [
    index('webhook_deliveries_due_idx').on(t.dueAt).where(sql`${t.finishedAt} is null`),
    index('webhook_deliveries_owner_idx').on(t.owner, t.createdAt, t.id),
    index('webhook_deliveries_job_idx').on(t.jobId),
  ],
);

/** What an owner's webhooks are signed with. */
export const webhookSecrets = pgTable('webhook_secrets', {
  owner: text().primaryKey(),
  /** `whsec_` and base64 of 32 random bytes. */
  secret: text().notNull(),
  /** The one before it, which signs as well for a day after the change; null when there was none. */
  previousSecret: text(),
  rotatedAt: time().notNull().defaultNow(),
});

export type WebhookDeliveryRow = typeof webhookDeliveries.$inferSelect;
