import { z } from 'zod';
import { namedTensorSchema } from './tensor.ts';

/** One label with its score, in [0, 1]. */
const labelSchema = z.object({ label: z.string(), score: z.number().min(0).max(1) }).meta({ id: 'Label' });

const imageClassificationResultSchema = z
  .object({
    labels: z.array(labelSchema).meta({ description: 'Best first, at most `params.topK`' }),
    certain: z.boolean().meta({ description: "Whether the best score reaches the manifest's `minScore`" }),
  })
  .meta({ id: 'ImageClassificationResult' });

const tensorsResultSchema = z.object({ outputs: z.array(namedTensorSchema) }).meta({ id: 'TensorsResult' });

/** The result schema of each task. A task without a row here does not compile. */
export const RESULT_SCHEMAS = {
  'image-classification': imageClassificationResultSchema,
  tensors: tensorsResultSchema,
} as const;

export type ImageClassificationResult = z.output<typeof imageClassificationResultSchema>;
export type TensorsResult = z.output<typeof tensorsResultSchema>;
export type TaskResult = ImageClassificationResult | TensorsResult;

/** A file that a job produced beside its result; the bytes stand in the blob store. */
export type Artifact = { readonly name: string; readonly mediaType: string; readonly sizeBytes: number };
