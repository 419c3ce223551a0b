import { z } from 'zod';
import { AppError } from './errors.ts';
import { fieldErrors } from './field-errors.ts';
import type { Task } from './manifest.ts';

/** The parameters that each task takes with a job. A task without a row here does not compile. */
export const PARAMS_SCHEMAS = {
  'image-classification': z
    .strictObject({
      topK: z
        .int()
        .min(1)
        .max(1000)
        .optional()
        .meta({ description: 'Labels to return; default by the model' }),
    })
    .meta({ id: 'ImageClassificationParams' }),
  tensors: z.strictObject({}).meta({ id: 'TensorsParams' }),
} as const satisfies Record<Task, z.ZodType>;

export type ImageClassificationParams = z.output<(typeof PARAMS_SCHEMAS)['image-classification']>;
type TensorsParams = z.output<(typeof PARAMS_SCHEMAS)['tensors']>;
export type Params = ImageClassificationParams | TensorsParams;

/**
 * Parses a job's parameters for this task.
 *
 * @throws AppError `invalid-params` that names every bad one
 */
export function parseParams(task: Task, params: unknown): Params {
  const parsed = PARAMS_SCHEMAS[task].safeParse(params ?? {});
  if (parsed.success) return parsed.data;
  const errors = fieldErrors(parsed.error, ['params']);
  throw new AppError('invalid-params', errors.map((e) => `${e.path}: ${e.message}`).join('; '), { errors });
}
