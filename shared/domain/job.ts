import { z } from 'zod';
import { feedbackSchema } from './feedback/feedback.ts';
import { JOB_STATUSES } from './job-status.ts';
import { receiptSchema } from './receipt.ts';
import { RESULT_SCHEMAS } from './task-result.ts';
import { timingsSchema } from './timings.ts';
import { webhookSchema } from './webhook.ts';

const time = (description: string) =>
  z.string().meta({ description, format: 'date-time', example: '2026-11-21T09:00:00.000Z' });

const jobErrorSchema = z
  .object({
    code: z.string(),
    message: z.string(),
    retryable: z.boolean().meta({ description: 'Whether the same input may succeed when submitted again' }),
    attempts: z.int(),
  })
  .meta({ id: 'JobError' });

/** A job as every call of the api shows it. */
export const jobSchema = z
  .object({
    id: z.uuid().meta({ description: 'UUIDv7' }),
    model: z.string(),
    modelVersion: z.string(),
    status: z.enum(JOB_STATUSES),
    attempt: z.int().meta({ description: '0 until first started' }),
    priority: z.int().min(0).max(9),
    queue: z
      .object({
        position: z.int().meta({ description: 'Jobs of the same model served before it; counts to 10,000' }),
        etaMs: z.number().nullable().meta({ description: 'Expected wait, from the measured drain rate' }),
      })
      .nullable()
      .meta({ description: 'Only while queued' }),
    input: z.object({
      sha256: z.string(),
      sizeBytes: z.int(),
      mediaType: z.string().meta({ description: 'By content' }),
      name: z.string().nullable(),
    }),
    params: z.record(z.string(), z.unknown()),
    metadata: z.record(z.string(), z.string()),
    webhook: webhookSchema.nullable().meta({ description: 'Where its end is told; null when nobody asked' }),
    batch: z.uuid().nullable().meta({ description: 'The batch that it was submitted with' }),
    collection: z.uuid().nullable().meta({ description: 'What you have filed it under' }),
    result: z.union(Object.values(RESULT_SCHEMAS)).nullable().meta({
      description: 'In lists null also when it is large, more than about 20 kB: ask for the job itself',
    }),
    artifacts: z.array(z.object({ name: z.string(), mediaType: z.string(), sizeBytes: z.int() })),
    feedback: feedbackSchema
      .nullable()
      .meta({ description: 'What you have said of the result; in lists null also when it is large' }),
    verified: z.boolean().meta({ description: 'Whether the whole of the result was judged' }),
    error: jobErrorSchema.nullable().meta({ description: 'Why it failed, or why the last attempt did' }),
    timings: timingsSchema.partial().nullable(),
    receipt: receiptSchema.nullable(),
    createdAt: time('When the request was received'),
    startedAt: time('Start of the first attempt').nullable(),
    finishedAt: time('When it ended').nullable(),
    expiresAt: time(
      'When it is deleted; null while it has not ended, and while it is in a collection or verified',
    ).nullable(),
    links: z.object({ self: z.string(), events: z.string(), cancel: z.string(), input: z.string() }),
  })
  .meta({ id: 'Job' });

export type Job = z.output<typeof jobSchema>;
