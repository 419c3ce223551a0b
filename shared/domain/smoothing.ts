import { z } from 'zod';
import { SLEEP_STAGES } from './sleep-report.ts';

const distribution = z
  .array(z.number().min(0).max(1))
  .length(SLEEP_STAGES.length)
  .refine((row) => Math.abs(row.reduce((sum, p) => sum + p, 0) - 1) < 1e-3, 'must sum to 1');

/** What is known of nights in general, to smooth one: rows and columns in the order of the labels. */
export const smoothingSchema = z.strictObject({
  start: distribution.meta({ description: 'Of the stage in which a night begins' }),
  transition: z
    .array(distribution)
    .length(SLEEP_STAGES.length)
    .meta({ description: 'From stage (row) to stage (column), epoch to epoch' }),
  prior: distribution
    .refine((row) => row.every((p) => p > 0), 'must be more than 0')
    .meta({
      description: 'What is taken out of the scores of a stage, because the transitions say it as well',
    }),
});

export type Smoothing = z.output<typeof smoothingSchema>;
