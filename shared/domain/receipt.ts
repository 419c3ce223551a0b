import { z } from 'zod';

/** What exactly produced a result, so that it can be held to account later. */
export const receiptSchema = z
  .object({
    model: z.string(),
    modelVersion: z.string(),
    modelSha256: z.string().meta({ description: 'Hex SHA-256 of the ONNX file that ran' }),
    inputSha256: z.string().meta({ description: 'Hex SHA-256 of the input bytes' }),
    runtime: z
      .string()
      .meta({ description: 'Name and version of the runtime', example: 'onnxruntime-node 1.30.0' }),
    provider: z.string().meta({ description: 'ONNX Runtime execution provider', example: 'cpu' }),
  })
  .meta({ id: 'Receipt' });

export type Receipt = z.output<typeof receiptSchema>;
