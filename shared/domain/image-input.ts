import { z } from 'zod';

/** Image formats that can be decoded; a manifest may allow fewer. */
const IMAGE_MEDIA_TYPES = ['image/png', 'image/jpeg', 'image/webp'] as const;

const limits = {
  mediaTypes: z
    .array(z.enum(IMAGE_MEDIA_TYPES))
    .min(1)
    .default([...IMAGE_MEDIA_TYPES]),
  maxPixels: z.int().min(1).max(250_000_000).default(50_000_000),
  maxBytes: z
    .int()
    .min(1)
    .optional()
    .meta({ description: 'Of the file; the limit of all uploads when absent' }),
  minSide: z.int().min(1).max(8192).default(1).meta({ description: 'Of the shorter side, pixels' }),
};

/** Which pictures a model takes at all; what its header shows is refused before there is a job. */
export const imageLimitsSchema = z.strictObject(limits);

/** How a picture becomes the tensor that a model takes, and which pictures it takes at all. */
export const imageInputSchema = z.strictObject({
  kind: z.literal('image'),
  tensor: z.string().meta({ description: 'Name of the ONNX input, float32 or uint8' }),
  layout: z.enum(['nchw', 'nhwc']).default('nchw').meta({ description: 'Order of its dims' }),
  height: z.int().min(1).max(8192),
  width: z.int().min(1).max(8192),
  color: z.enum(['grey', 'rgb', 'bgr']).default('rgb'),
  resize: z.enum(['stretch', 'cover', 'letterbox', 'glyph']).default('stretch').meta({
    description:
      '`stretch` ignores the aspect ratio; `cover` keeps it and crops the centre; `letterbox` keeps it and fills the rest; `glyph` finds a drawn character as MNIST was made',
  }),
  shortestSide: z.int().min(1).max(8192).optional().meta({
    description: '`cover`: the picture is resized to this shortest side, then its centre is cropped',
  }),
  fill: z.int().min(0).max(255).default(114).meta({ description: '`letterbox`: value of what is filled' }),
  mean: z.array(z.number()).min(1).max(3).default([0]).meta({ description: 'Per channel, in [0, 1]' }),
  std: z.array(z.number().positive()).min(1).max(3).default([1]),
  ...limits,
});

export type ImageInput = z.output<typeof imageInputSchema>;
export type ImageLimits = z.output<typeof imageLimitsSchema>;
