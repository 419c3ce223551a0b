import { z } from 'zod';

/** What exactly produced a result, so that it can be held to account later. */
export const receiptSchema = z
  .object({
    model: z.string(),
    modelVersion: z.string(),
    modelSha256: z.string().meta({
      description: 'Hex SHA-256 of the file that ran, as it lies there; of a pipeline, over its members',
    }),
    inputSha256: z.string().meta({ description: 'Hex SHA-256 of the input bytes' }),
    runtime: z
      .string()
      .meta({ description: 'Name and version of the runtime', example: 'onnxruntime-node 1.30.0' }),
    cached: z
      .boolean()
      .meta({ description: 'Whether the result is that of another job with the same input and parameters' }),
    elsewhere: z
      .array(z.string())
      .optional()
      .meta({ description: 'Steps that ran elsewhere, of which nothing more is known than where that is' }),
    provider: z.string().meta({ description: 'ONNX Runtime execution provider', example: 'cpu' }),
  })
  .meta({ id: 'Receipt' });

export type Receipt = z.output<typeof receiptSchema>;
