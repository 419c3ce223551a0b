import { z } from 'zod';

/** A file in the model's folder. */
export const fileName = z
  .string()
  .regex(/^[\w.-]+$/, 'must be a plain file name inside the model folder')
  .refine((name) => !name.startsWith('.'), 'must not be hidden');

const batchSchema = z.strictObject({
  maxSize: z.int().min(1).max(1024).default(1).meta({ description: 'Most samples in one run' }),
  maxDelayMs: z
    .number()
    .min(0)
    .max(10_000)
    .default(0)
    .meta({ description: 'How long a sample may be held back for company while a child is idle' }),
  msPerSample: z.number().positive().optional().meta({
    description: 'What one sample costs; bounds a batch to about 100 ms. Measured while running when absent',
  }),
});

const runtimeSchema = z.strictObject({
  intraOpThreads: z.int().min(1).max(64).default(1).meta({ description: 'Threads of one run' }),
  provider: z.enum(['cpu']).default('cpu'),
  timeoutMs: z
    .int()
    .min(100)
    .max(3_600_000)
    .default(60_000)
    .meta({ description: 'Longest time for one batch; then its child is killed' }),
});

/** What every manifest has. */
export const commonShape = {
  $schema: z.string().optional(),
  name: z
    .string()
    .regex(/^[a-z0-9][a-z0-9-]{0,62}$/, 'must be lower-case letters, digits and dashes')
    .meta({ description: 'Also the name of the folder' }),
  version: z
    .string()
    .regex(/^[\w.-]{1,64}$/)
    .default('1'),
  description: z.string().default(''),
  batch: batchSchema.prefault({}),
  runtime: runtimeSchema.prefault({}),
  cache: z.boolean().default(false).meta({
    description: 'Whether the same input and parameters are answered once, for each owner',
  }),
  keepInput: z.boolean().default(true).meta({
    description: 'Whether an input is kept after its job has ended; otherwise it is removed within seconds',
  }),
  license: z.string().optional().meta({ description: 'Of the weights; SPDX where there is one' }),
  accuracy: z
    .strictObject({ value: z.number().min(0).max(1), metric: z.string(), dataset: z.string() })
    .optional()
    .meta({ description: 'The figure of the model card' }),
  default: z
    .boolean()
    .default(false)
    .meta({ description: 'Whether it is the one to take first among those that do the same' }),
  sample: fileName.optional().meta({ description: 'A file in `sample/` to try the model with' }),
};

/** What the manifest of an ONNX file has besides. */
export const onnxShape = {
  ...commonShape,
  file: fileName.default('model.onnx'),
  sha256: z
    .string()
    .regex(/^[0-9a-f]{64}$/)
    .optional()
    .meta({ description: 'Hex SHA-256 of the file; when given, any other file is refused' }),
  externalData: z
    .record(fileName, z.string().regex(/^[0-9a-f]{64}$/))
    .default({})
    .meta({
      description:
        'Hex SHA-256 of the files that hold tensors of the ONNX file; when given, any other is refused',
    }),
};
