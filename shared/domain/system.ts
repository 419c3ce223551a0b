import { z } from 'zod';

/** Host, workers and queues, as the api shows them. */
export const systemSchema = z
  .object({
    version: z.string(),
    backends: z.object({ queue: z.string(), database: z.literal('postgres') }),
    host: z.object({
      name: z.string(),
      cpus: z.int(),
      loadAverage: z.array(z.number()).meta({ description: 'Of the last 1, 5 and 15 minutes' }),
      cpuPercent: z.number().nullable().meta({ description: 'Of all cores, over about the last second' }),
      memory: z.object({ totalBytes: z.number(), usedBytes: z.number(), usedPercent: z.number() }),
    }),
    workers: z.array(
      z.object({
        id: z.string(),
        host: z.string(),
        startedAt: z.string(),
        children: z.int(),
        busyChildren: z.int(),
        models: z.array(z.string()),
        running: z.int(),
      }),
    ),
    queues: z.array(
      z.object({
        model: z.string(),
        waiting: z.int(),
        running: z.int(),
        oldestMs: z.number().nullable(),
        jobsPerSecond: z.number().nullable(),
      }),
    ),
  })
  .meta({ id: 'System' });

export type System = z.output<typeof systemSchema>;
