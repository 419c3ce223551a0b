import { z } from 'zod';

/**
 * The element types that can be given and returned as JSON, by their ONNX names.
 * `int64` and `uint64` are JSON numbers within ±2^53, or decimal strings beyond.
 */
export const TENSOR_DATATYPES = [
  'float32',
  'float64',
  'int8',
  'uint8',
  'int16',
  'uint16',
  'int32',
  'uint32',
  'int64',
  'uint64',
  'bool',
  'string',
] as const;

export type TensorDatatype = (typeof TENSOR_DATATYPES)[number];

/** A tensor as JSON: `data` is flat, in row-major order, its length the product of `shape`. */
export const namedTensorSchema = z
  .strictObject({
    name: z.string().min(1).max(256),
    datatype: z.enum(TENSOR_DATATYPES),
    shape: z.array(z.int().min(0)).max(16),
    data: z.array(z.union([z.number(), z.string(), z.boolean()])),
  })
  .meta({ id: 'NamedTensor' });

export type NamedTensor = z.output<typeof namedTensorSchema>;

/** What a model takes or gives under one name; a string in `shape` is a free dim, numbers are fixed ones. */
export const tensorSpecSchema = z
  .object({
    name: z.string(),
    datatype: z.string(),
    shape: z.array(z.union([z.number(), z.string()])),
  })
  .meta({ id: 'TensorSpec' });

export type TensorSpec = z.output<typeof tensorSpecSchema>;

/** The inputs and outputs of an ONNX file, as its session reports them. */
export type Signature = { readonly inputs: readonly TensorSpec[]; readonly outputs: readonly TensorSpec[] };
