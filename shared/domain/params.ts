import { z } from 'zod';
import { AppError } from './errors.ts';
import { fieldErrors } from './field-errors.ts';
import type { Task } from './manifest.ts';
import { type SleepStagingParams, sleepStagingParamsSchema } from './sleep-params.ts';

const detectionParams = {
  minScore: z.number().min(0).max(1).optional().meta({ description: 'Objects below are left out' }),
  iouThreshold: z
    .number()
    .min(0)
    .max(1)
    .optional()
    .meta({ description: 'Overlap above which the lower score is dropped' }),
  maxObjects: z.int().min(1).max(10_000).optional(),
};

/** What every task with objects can draw. */
const drawingParams = {
  annotate: z
    .boolean()
    .optional()
    .meta({ description: 'Whether to draw the objects over the picture: the artifact `annotated.jpg`' }),
  crops: z
    .boolean()
    .optional()
    .meta({ description: 'Whether to keep each object as a picture of its own: `object-0.jpg` …' }),
};

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
  'object-detection': z
    .strictObject({ ...detectionParams, ...drawingParams })
    .meta({ id: 'ObjectDetectionParams' }),
  pipeline: z
    .strictObject({
      ...detectionParams,
      topK: z.int().min(1).max(1000).optional().meta({ description: 'Labels to return for each object' }),
      ...drawingParams,
    })
    .meta({ id: 'PipelineParams' }),
  'sleep-staging': sleepStagingParamsSchema,
  tensors: z.strictObject({}).meta({ id: 'TensorsParams' }),
} as const satisfies Record<Task, z.ZodType>;

export type ImageClassificationParams = z.output<(typeof PARAMS_SCHEMAS)['image-classification']>;
export type ObjectDetectionParams = z.output<(typeof PARAMS_SCHEMAS)['object-detection']>;
export type DrawingParams = Pick<ObjectDetectionParams, 'annotate' | 'crops'>;
export type PipelineParams = z.output<(typeof PARAMS_SCHEMAS)['pipeline']>;
type TensorsParams = z.output<(typeof PARAMS_SCHEMAS)['tensors']>;
export type Params =
  | ImageClassificationParams
  | ObjectDetectionParams
  | PipelineParams
  | SleepStagingParams
  | TensorsParams;

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
