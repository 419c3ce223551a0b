import type { TensorSpec } from '../../shared/domain/tensor.ts';

/** A template of this many values is still something that people can edit. */
const MOST_VALUES = 4096;

/** Zeros in the form that a model wants them: free dims are one. */
export function tensorTemplate(inputs: readonly TensorSpec[]): Record<string, unknown>[] {
  return inputs.map(({ name, datatype, shape }) => {
    const dims = shape.map((dim) => (typeof dim === 'number' && dim > 0 ? dim : 1));
    const count = dims.reduce((product, dim) => product * dim, 1);
    const zero = datatype === 'string' ? '' : datatype === 'bool' ? false : 0;
    return { name, datatype, shape: dims, data: Array(Math.min(count, MOST_VALUES)).fill(zero) };
  });
}
