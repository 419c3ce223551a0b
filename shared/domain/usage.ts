import { z } from 'zod';

/** What an owner has stored and had done, and how much it may. */
export const usageSchema = z
  .object({
    stored: z.object({
      jobs: z.int().meta({ description: 'Ended or not, until they expire or are deleted' }),
      verified: z.int().meta({ description: 'Those of them whose whole result was judged' }),
      inputBytes: z.number(),
      maxInputBytes: z.number().nullable().meta({ description: 'Null where there is no bound' }),
    }),
    waiting: z.object({
      jobs: z.int(),
      maxJobsPerModel: z.int(),
    }),
    lastDay: z
      .array(
        z.object({
          model: z.string(),
          succeeded: z.int(),
          failed: z.int(),
          canceled: z.int(),
          unfinished: z.int(),
        }),
      )
      .meta({ description: 'Jobs submitted in the last 24 hours that are still stored, by model' }),
  })
  .meta({ id: 'Usage' });

export type Usage = z.output<typeof usageSchema>;
