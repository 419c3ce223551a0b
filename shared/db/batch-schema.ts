import { sql } from 'drizzle-orm';
import { index, integer, jsonb, pgTable, primaryKey, text, uniqueIndex, uuid } from 'drizzle-orm/pg-core';
import type { ErrorCode } from '../domain/errors.ts';
import { time } from './schema.ts';

/**
 * Many files submitted in one request. The row is there before the first of its jobs, so that whatever becomes of the api
 * meanwhile it says what it holds; its jobs name it.
 */
export const batches = pgTable(
  'batches',
  {
    /** UUIDv7; sorts by time. */
    id: uuid().primaryKey(),
    owner: text().notNull(),
    model: text().notNull(),
    modelVersion: text().notNull(),
    /** The submitter's own string pairs, which each of its jobs has as well. */
    metadata: jsonb().$type<Record<string, string>>().notNull(),
    /** How many files the request had. */
    files: integer().notNull(),
    /** How many of them became jobs; null while they are being taken. */
    accepted: integer(),
    /** `interrupted`: the api that was taking the files has died, or the batch was canceled meanwhile. */
    state: text({ enum: ['receiving', 'complete', 'interrupted'] })
      .notNull()
      .default('receiving'),
    /** Last sign of life of the api that takes the files. */
    touchedAt: time().notNull().defaultNow(),
    /** From then on no file of it becomes a job; null unless canceled. */
    canceledAt: time(),
    /** As sent by the client; unique per owner. Null when it sent none. */
    idempotencyKey: text(),
    /** Hex SHA-256 over all that the request asked for, the files included; null without a key. */
    requestSha256: text(),
    createdAt: time().notNull().defaultNow(),
  },
  (t) => [
    index('batches_owner_idx').on(t.owner, t.id),
    index('batches_receiving_idx').on(t.touchedAt).where(sql`${t.state} = 'receiving'`),
    uniqueIndex('batches_idempotency_idx')
      .on(t.owner, t.idempotencyKey)
      .where(sql`${t.idempotencyKey} is not null`),
  ],
);

/** Files of a batch that did not become jobs, and why. */
export const batchRefusals = pgTable(
  'batch_refusals',
  {
    batchId: uuid()
      .notNull()
      .references(() => batches.id, { onDelete: 'cascade' }),
    /** Of the file in the request, from 0. */
    position: integer().notNull(),
    /** File name for people, cleaned; null when it had none. */
    name: text(),
    code: text().$type<ErrorCode>().notNull(),
    message: text().notNull(),
  },
  (t) => [primaryKey({ columns: [t.batchId, t.position] })],
);

export type BatchRow = typeof batches.$inferSelect;
export type BatchRefusal = typeof batchRefusals.$inferSelect;
