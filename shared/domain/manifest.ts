import { z } from 'zod';

/** Image formats that can be decoded; a manifest may allow fewer. */
const IMAGE_MEDIA_TYPES = ['image/png', 'image/jpeg', 'image/webp'] as const;

const fileName = z
  .string()
  .regex(/^[\w.-]+$/, 'must be a plain file name inside the model folder')
  .refine((name) => !name.startsWith('.'), 'must not be hidden');

const imageInputSchema = z.strictObject({
  kind: z.literal('image'),
  tensor: z.string().meta({ description: 'Name of the ONNX input, float32 NCHW' }),
  height: z.int().min(1).max(8192),
  width: z.int().min(1).max(8192),
  color: z.enum(['grey', 'rgb', 'bgr']).default('rgb'),
  resize: z.enum(['stretch', 'cover', 'glyph']).default('stretch').meta({
    description:
      '`stretch` ignores the aspect ratio; `cover` keeps it and crops the centre; `glyph` finds a drawn character as MNIST was made',
  }),
  mean: z.array(z.number()).min(1).max(3).default([0]).meta({ description: 'Per channel, in [0, 1]' }),
  std: z.array(z.number().positive()).min(1).max(3).default([1]),
  mediaTypes: z
    .array(z.enum(IMAGE_MEDIA_TYPES))
    .min(1)
    .default([...IMAGE_MEDIA_TYPES]),
  maxPixels: z.int().min(1).max(250_000_000).default(50_000_000),
});

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

const commonShape = {
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
  file: fileName.default('model.onnx'),
  sha256: z
    .string()
    .regex(/^[0-9a-f]{64}$/)
    .optional()
    .meta({ description: 'Hex SHA-256 of the file; when given, any other file is refused' }),
  batch: batchSchema.prefault({}),
  runtime: runtimeSchema.prefault({}),
  license: z.string().optional().meta({ description: 'Of the weights; SPDX where there is one' }),
  accuracy: z
    .strictObject({ value: z.number().min(0).max(1), metric: z.string(), dataset: z.string() })
    .optional()
    .meta({ description: 'The figure of the model card' }),
  sample: fileName.optional().meta({ description: 'A file in `sample/` to try the model with' }),
};

const imageClassificationSchema = z.strictObject({
  ...commonShape,
  task: z.literal('image-classification'),
  input: imageInputSchema,
  output: z.strictObject({
    tensor: z.string().meta({ description: 'Name of the ONNX output, dims [N, labels]' }),
    activation: z
      .enum(['softmax', 'none'])
      .default('softmax')
      .meta({ description: '`none`: already scores' }),
    labels: fileName.default('labels.txt').meta({ description: 'One label a line' }),
    minScore: z.number().min(0).max(1).default(0.5).meta({ description: 'Best score that sets `certain`' }),
    topK: z
      .int()
      .min(1)
      .max(1000)
      .default(5)
      .meta({ description: 'Labels returned unless `params.topK` says' }),
  }),
});

const tensorsSchema = z.strictObject({ ...commonShape, task: z.literal('tensors') });

/** A model folder's `manifest.json`: what the model is, takes and gives. Formats that are ONNX's keep their names. */
export const manifestSchema = z
  .discriminatedUnion('task', [imageClassificationSchema, tensorsSchema])
  .meta({ id: 'Manifest' });

export type Manifest = z.output<typeof manifestSchema>;
export type Task = Manifest['task'];
export type ImageClassificationManifest = Extract<Manifest, { task: 'image-classification' }>;
export type ImageInput = z.output<typeof imageInputSchema>;
