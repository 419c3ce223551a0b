import { z } from 'zod';
import { type SleepStagingResult, sleepStagingResultSchema } from './sleep-result.ts';
import { namedTensorSchema } from './tensor.ts';

/** One label with its score, in [0, 1]. */
const labelSchema = z.object({ label: z.string(), score: z.number().min(0).max(1) }).meta({ id: 'Label' });

const imageClassificationResultSchema = z
  .object({
    labels: z.array(labelSchema).meta({ description: 'Best first, at most `params.topK`' }),
    certain: z.boolean().meta({ description: "Whether the best score reaches the manifest's `minScore`" }),
  })
  .meta({ id: 'ImageClassificationResult' });

const foundObjectSchema = z.object({
  box: z
    .tuple([z.number(), z.number(), z.number(), z.number()])
    .meta({ description: '[x1, y1, x2, y2] in pixels of the upright picture' }),
  label: z.string(),
  score: z.number().min(0).max(1),
  artifact: z.string().optional().meta({ description: 'With `params.crops`: the name of its own picture' }),
});

const pictureShape = {
  width: z.int().meta({ description: 'Of the upright picture, pixels' }),
  height: z.int(),
};

const objectDetectionResultSchema = z
  .object({
    ...pictureShape,
    objects: z.array(foundObjectSchema).meta({ description: 'Best first; none when nothing was found' }),
  })
  .meta({ id: 'ObjectDetectionResult' });

const pipelineResultSchema = z
  .object({
    ...pictureShape,
    objects: z
      .array(
        foundObjectSchema.extend({
          labels: z
            .array(labelSchema)
            .meta({ description: 'Of the last classifier that has seen it, best first; none when none has' }),
        }),
      )
      .meta({
        description: 'Best first; none when nothing was found. `label` and `score` are the detector’s',
      }),
  })
  .meta({ id: 'PipelineResult' });

const tensorsResultSchema = z.object({ outputs: z.array(namedTensorSchema) }).meta({ id: 'TensorsResult' });

/** The result schema of each task. A task without a row here does not compile. */
export const RESULT_SCHEMAS = {
  'image-classification': imageClassificationResultSchema,
  'object-detection': objectDetectionResultSchema,
  pipeline: pipelineResultSchema,
  'sleep-staging': sleepStagingResultSchema,
  tensors: tensorsResultSchema,
} as const;

export type ImageClassificationResult = z.output<typeof imageClassificationResultSchema>;
export type TensorsResult = z.output<typeof tensorsResultSchema>;
export type ObjectDetectionResult = z.output<typeof objectDetectionResultSchema>;
export type PipelineResult = z.output<typeof pipelineResultSchema>;
export type TaskResult =
  | ImageClassificationResult
  | ObjectDetectionResult
  | PipelineResult
  | SleepStagingResult
  | TensorsResult;

/** A file that a job produced beside its result; the bytes stand in the blob store. */
export type Artifact = { readonly name: string; readonly mediaType: string; readonly sizeBytes: number };
