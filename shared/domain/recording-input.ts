import { z } from 'zod';

/** Which recordings a model takes, and the tensor that it takes them as. */
export const recordingInputSchema = z.strictObject({
  kind: z.literal('recording'),
  tensor: z.string().meta({ description: 'Name of the ONNX input, float32 [epochs, 2, 75], dB' }),
  maxBytes: z.int().min(1).default(2_147_483_648).meta({
    description: 'Of the file; may be more than the limit of all uploads',
  }),
});
