import { z } from 'zod';

/**
 * The time ledger: where a job's time went, in milliseconds. The stages follow one another and add up to
 * `totalMs`. Values are measured by monotonic clocks within a process; `queueMs` is measured by Postgres.
 */
export const timingsSchema = z
  .object({
    acceptMs: z.number().meta({ description: 'First byte of the request to the insert' }),
    queueMs: z.number().meta({ description: 'Insert to claim, waiting and earlier attempts included' }),
    batchWaitMs: z.number().meta({ description: 'Claim to the start of the batch' }),
    decodeMs: z.number().meta({ description: 'Input bytes to tensors, this sample alone' }),
    inferMs: z.number().meta({ description: 'The whole batch in the model' }),
    postprocessMs: z.number().meta({ description: 'Tensors to the result, this sample alone' }),
    storeMs: z.number().meta({ description: 'Everything else: batch mates, IPC, waiting for the write' }),
    totalMs: z.number(),
    steps: z
      .array(
        z.object({
          name: z.string().meta({ description: 'The model, or what a step that runs elsewhere is called' }),
          ms: z.number().meta({ description: 'For all pictures of the batch together' }),
          count: z.int().meta({ description: 'Pictures or cut-outs of this job' }),
        }),
      )
      .optional()
      .meta({ description: 'What `inferMs` is the sum of; of pipelines alone' }),
    batchSize: z.int(),
    attempt: z.int(),
    worker: z.string(),
  })
  .meta({ id: 'Timings' });

export type Timings = z.output<typeof timingsSchema>;

/** What a compute child measures of one sample. */
export type SampleTimings = Pick<Timings, 'decodeMs' | 'inferMs' | 'postprocessMs' | 'steps'>;

/** Rounds to a hundredth of a millisecond: finer is noise, and it is stored a million times. */
export function roundMs(value: number): number {
  return Math.round(value * 100) / 100;
}
