import type { ImageInput } from '../../../shared/domain/image-input.ts';
import type { Signature } from '../../../shared/domain/tensor.ts';
import { normalize } from './normalize.ts';
import type { RawPixels } from './raw-pixels.ts';
import type { Tensors } from './tensor-data.ts';

/** Pixels of the size that a model takes → its one input, dims [1, C, H, W] or [1, H, W, C]. */
export function pictureTensor(pixels: RawPixels, input: ImageInput, signature: Signature): Tensors {
  const { height, width, channels } = pixels;
  const datatype = datatypeOf(input, signature);
  const planes = normalize(pixels, { mean: input.mean, std: input.std, order: input.color });
  // A model of bytes takes the samples as they are: what normalizing has scaled down is scaled up again.
  const data = datatype === 'uint8' ? Uint8Array.from(planes, (value) => Math.round(value * 255)) : planes;
  const dims = input.layout === 'nchw' ? [1, channels, height, width] : [1, height, width, channels];
  return {
    [input.tensor]: { datatype, dims, data: input.layout === 'nchw' ? data : interleave(data, channels) },
  };
}

/** Planes → samples of one pixel side by side. */
function interleave<T extends Float32Array | Uint8Array>(planes: T, channels: number): T {
  const area = planes.length / channels;
  const mixed = planes.slice() as T;
  for (let c = 0; c < channels; c++)
    for (let i = 0; i < area; i++) mixed[i * channels + c] = planes[c * area + i]!;
  return mixed;
}

function datatypeOf({ tensor }: ImageInput, { inputs }: Signature): 'float32' | 'uint8' {
  return inputs.find(({ name }) => name === tensor)?.datatype === 'uint8' ? 'uint8' : 'float32';
}

/**
 * Holds the input of an ONNX file against what the manifest makes of a picture.
 *
 * @returns what does not fit; undefined when all does
 */
export function checkPictureInput(signature: Signature, input: ImageInput): string | undefined {
  const { inputs } = signature;
  const spec = inputs.find(({ name }) => name === input.tensor);
  if (!spec) return `There is no input "${input.tensor}", only ${inputs.map(({ name }) => name).join(', ')}`;
  if (inputs.length > 1) return `The model needs ${inputs.length} inputs, a picture gives one`;
  if (!['float32', 'uint8'].includes(spec.datatype))
    return `Input "${input.tensor}" is ${spec.datatype}, neither float32 nor uint8`;
  const channels = input.color === 'grey' ? 1 : 3;
  const { height, width } = input;
  const dims = input.layout === 'nchw' ? [channels, height, width] : [height, width, channels];
  const rest = spec.shape.slice(1);
  const fits =
    spec.shape.length === 4 && dims.every((dim, i) => typeof rest[i] === 'string' || rest[i] === dim);
  return fits
    ? undefined
    : `Input "${input.tensor}" is [${spec.shape.join(', ')}], the manifest makes [N, ${dims.join(', ')}]`;
}
