import { z } from 'zod';

const perSecond = (description: string) => z.number().meta({ description: `${description}, a second` });

/** The stages whose times are told over time. */
export const HISTORY_STAGES = ['queue', 'batchWait', 'decode', 'infer', 'postprocess', 'total'] as const;

const percentiles = z
  .object({ p50Ms: z.number(), p99Ms: z.number() })
  .nullable()
  .meta({ description: 'Estimated within the buckets of the metrics; null when nothing ended' });

/** What the system did in one interval. */
const systemSampleSchema = z
  .object({
    at: z.string().meta({ format: 'date-time', description: 'End of the interval' }),
    submitted: perSecond('Jobs accepted by this api'),
    refused: perSecond('Requests that this api answered with 429'),
    succeeded: perSecond('Attempts that succeeded, of all workers'),
    failed: perSecond('Attempts that failed, of all workers'),
    waiting: z
      .record(z.string(), z.int())
      .meta({ description: 'Jobs that wait, by model; none is left out' }),
    batchSize: z.number().nullable().meta({ description: 'Mean; null when there was no batch' }),
    stages: z.object(
      Object.fromEntries(HISTORY_STAGES.map((stage) => [stage, percentiles])) as Record<
        (typeof HISTORY_STAGES)[number],
        typeof percentiles
      >,
    ),
    cpuPercent: z.number().nullable(),
    memoryPercent: z.number(),
    workers: z.int(),
    children: z.int(),
    busyChildren: z.int(),
  })
  .meta({ id: 'SystemSample' });

/** What the system did lately. */
export const systemHistorySchema = z
  .object({
    intervalMs: z.int(),
    samples: z.array(systemSampleSchema).meta({ description: 'Oldest first' }),
  })
  .meta({ id: 'SystemHistory' });

export type SystemSample = z.output<typeof systemSampleSchema>;
export type SystemHistory = z.output<typeof systemHistorySchema>;
