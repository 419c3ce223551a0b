import type { Signature } from '../../../shared/domain/tensor.ts';

/** Where the model takes a picture. */
export type PictureInput = {
  readonly tensor: string;
  readonly datatype: string;
  readonly layout: 'nchw' | 'nhwc';
  readonly color: 'grey' | 'rgb';
  /** Null where the model takes any. */
  readonly height: number | null;
  readonly width: number | null;
};

/**
 * The one input that can be a picture: four dims, of which one counts one or three channels.
 *
 * @returns undefined where there is none
 */
export function findPictureInput({ inputs }: Signature): PictureInput | undefined {
  const [spec] = inputs;
  if (!spec || inputs.length > 1 || spec.shape.length !== 4) return undefined;
  if (!['float32', 'uint8'].includes(spec.datatype)) return undefined;
  const { name: tensor, datatype, shape } = spec;
  const layout = isChannels(shape[1]) ? 'nchw' : isChannels(shape[3]) ? 'nhwc' : undefined;
  if (!layout) return undefined;
  const [channels, height, width] =
    layout === 'nchw' ? [shape[1], shape[2], shape[3]] : [shape[3], shape[1], shape[2]];
  return {
    tensor,
    datatype,
    layout,
    color: channels === 1 ? 'grey' : 'rgb',
    height: fixed(height),
    width: fixed(width),
  };
}

function isChannels(dim: number | string | undefined): boolean {
  return dim === 1 || dim === 3;
}

function fixed(dim: number | string | undefined): number | null {
  return typeof dim === 'number' && dim > 0 ? dim : null;
}
