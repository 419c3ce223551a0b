import { z } from 'zod';
import { JOB_STATUSES } from './job-status.ts';
import { RESULT_SCHEMAS } from './task-result.ts';

const count = z.int();
const time = z.string().meta({ format: 'date-time' });

const refusalSchema = z
  .object({
    position: z.int().meta({ description: 'Of the file in the request, from 0' }),
    name: z.string().nullable(),
    error: z.object({ code: z.string(), message: z.string() }),
  })
  .meta({ id: 'BatchRefusal' });

/** A batch as every call of the api shows it. */
export const batchSchema = z
  .object({
    id: z.uuid().meta({ description: 'UUIDv7' }),
    model: z.string(),
    modelVersion: z.string(),
    metadata: z.record(z.string(), z.string()),
    status: z.enum(['receiving', 'running', 'done']).meta({
      description: '`receiving`: its files are being taken; `done`: every job of it has ended',
    }),
    interrupted: z.boolean().meta({
      description: 'Whether it has not all files: the server died meanwhile, or it was canceled',
    }),
    files: count.meta({ description: 'Of the request' }),
    counts: z.object({
      queued: count,
      running: count,
      succeeded: count,
      failed: count,
      canceled: count,
      refused: count.meta({ description: 'Files that did not become jobs' }),
      deleted: count.meta({ description: 'Jobs that were deleted or have expired' }),
    }),
    progress: z.number().min(0).max(1).meta({ description: 'Of the files, how many have come to an end' }),
    createdAt: time,
    canceledAt: time.nullable(),
    finishedAt: time.nullable().meta({ description: 'The last end of a job, when it is done' }),
    links: z.object({
      self: z.string(),
      events: z.string(),
      results: z.string(),
      cancel: z.string(),
      jobs: z.string(),
    }),
  })
  .meta({ id: 'Batch' });

export type Batch = z.output<typeof batchSchema>;

/** A batch by itself. */
export const batchWithRefusalsSchema = batchSchema
  .extend({
    refusals: z.array(refusalSchema).meta({ description: 'The first hundred; all are among the results' }),
  })
  .meta({ id: 'BatchWithRefusals' });

/** One line of a batch's results: of a file. */
export const batchResultSchema = z
  .object({
    position: z.int(),
    name: z.string().nullable(),
    status: z.enum([...JOB_STATUSES, 'refused']),
    job: z.uuid().nullable().meta({ description: 'null when it was refused' }),
    inputSha256: z.string().nullable(),
    result: z.union(Object.values(RESULT_SCHEMAS)).nullable(),
    artifacts: z.array(z.object({ name: z.string(), mediaType: z.string(), sizeBytes: z.int() })),
    error: z.object({ code: z.string(), message: z.string() }).nullable(),
  })
  .meta({ id: 'BatchResult' });

export type BatchResult = z.output<typeof batchResultSchema>;
