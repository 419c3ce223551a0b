import { z } from 'zod';
import { jobSchema } from './job.ts';

/** What has become of a job: enough to follow many of them. The result is at `links.self`. */
export const jobChangeSchema = jobSchema
  .pick({
    id: true,
    model: true,
    status: true,
    attempt: true,
    collection: true,
    error: true,
    createdAt: true,
    startedAt: true,
    finishedAt: true,
  })
  .extend({ seq: z.int().meta({ description: 'How many changes of status there were; tells old from new' }) })
  .meta({ id: 'JobChange' });

export type JobChange = z.output<typeof jobChangeSchema>;
