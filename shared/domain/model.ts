import { z } from 'zod';
import { tensorSpecSchema } from './tensor.ts';

/** Rows of a confusion that are shown. */
export const MOST_CONFUSED = 1000;

/** A model as the api shows it. */
export const modelSchema = z
  .object({
    name: z.string(),
    version: z.string(),
    task: z.string(),
    description: z.string(),
    sha256: z.string(),
    status: z.enum(['ready', 'loading', 'unavailable', 'broken']).meta({
      description:
        '`ready`: a live worker serves it; `unavailable`: none does just now; `broken`: see `problem`',
    }),
    problem: z.string().nullable(),
    manifest: z
      .record(z.string(), z.unknown())
      .meta({ description: 'Of steps that run elsewhere, the name and the format alone' }),
    labels: z.array(z.string()),
    accuracy: z.object({ value: z.number(), metric: z.string(), dataset: z.string() }).nullable(),
    signature: z
      .object({ inputs: z.array(tensorSpecSchema), outputs: z.array(tensorSpecSchema) })
      .nullable()
      .meta({ description: 'Of the ONNX file, as the workers found it' }),
    paramsSchema: z.record(z.string(), z.unknown()).meta({ description: 'JSON Schema' }),
    resultSchema: z.record(z.string(), z.unknown()).meta({ description: 'JSON Schema' }),
    sample: z.string().nullable().meta({ description: 'Where an input to try it with can be downloaded' }),
    queue: z.object({
      waiting: z.int(),
      running: z.int(),
      oldestMs: z.number().nullable(),
      jobsPerSecond: z.number().nullable().meta({ description: 'Measured while busy' }),
    }),
  })
  .meta({ id: 'Model' });

/** What the caller's own feedback says of a model; nobody else's counts. */
const modelFeedbackSchema = z
  .object({
    judged: z
      .int()
      .meta({ description: 'Labels and objects of this version’s results that you have judged' }),
    correct: z.int(),
    accuracy: z.number().nullable().meta({ description: 'In [0, 1]; null when nothing was judged' }),
    confusion: z
      .array(
        z.object({
          predicted: z.string().nullable().meta({ description: 'null: it was missed' }),
          actual: z.string().nullable().meta({ description: 'null: there was nothing' }),
          count: z.int(),
        }),
      )
      .meta({ description: `The most frequent first, at most ${MOST_CONFUSED}` }),
  })
  .meta({ id: 'ModelFeedback' });

/** A model by itself, with what the caller has said of its results. */
export const modelWithFeedbackSchema = modelSchema
  .extend({ feedback: modelFeedbackSchema.meta({ description: 'Yours alone' }) })
  .meta({ id: 'ModelWithFeedback' });

/** All models. */
export const modelListSchema = z
  .object({
    models: z.array(modelSchema),
    broken: z
      .array(z.object({ name: z.string(), reason: z.string() }))
      .meta({ description: 'Model folders that could not be read, and why' }),
  })
  .meta({ id: 'ModelList' });

export type Model = z.output<typeof modelSchema>;
export type ModelWithFeedback = z.output<typeof modelWithFeedbackSchema>;
export type ModelList = z.output<typeof modelListSchema>;
