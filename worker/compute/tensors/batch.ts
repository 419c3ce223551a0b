import {
  elementCount,
  newElements,
  type TensorData,
  type TensorElements,
  type Tensors,
} from './tensor-data.ts';

/** Whether samples can be stacked: same names, types and dims but for the first. Equal keys can. */
export function stackKey(sample: Tensors): string {
  return Object.keys(sample)
    .sort()
    .map((name) => `${name}:${sample[name]!.datatype}[${sample[name]!.dims.slice(1).join(',')}]`)
    .join(' ');
}

/**
 * Stacks samples of equal `stackKey` along the first dim: dims `[n_i, …]` become `[Σ n_i, …]`.
 * One sample alone is returned as it is.
 */
export function stackBatch(samples: readonly Tensors[]): Tensors {
  const [first] = samples;
  if (!first || samples.length === 1) return first ?? {};
  return Object.fromEntries(Object.keys(first).map((name) => [name, concat(samples.map((s) => s[name]!))]));
}

/**
 * The reverse for the outputs: cuts each along its first dim into pieces of `rows[i]`.
 *
 * @throws Error when an output's first dim is not the sum of `rows`: the model does not batch that output
 */
export function splitBatch(outputs: Tensors, rows: readonly number[]): Tensors[] {
  if (rows.length === 1) return [outputs];
  const total = rows.reduce((sum, n) => sum + n, 0);
  for (const [name, { dims }] of Object.entries(outputs))
    if (dims[0] !== total)
      throw new Error(`Output ${name} has dims [${dims.join(', ')}] for a batch of ${total}`);
  let start = 0;
  return rows.map((n) => {
    const from = start;
    start += n;
    return Object.fromEntries(
      Object.entries(outputs).map(([name, tensor]) => [name, rowsOf(tensor, from, n)]),
    );
  });
}

function concat(tensors: readonly TensorData[]): TensorData {
  const { datatype, dims } = tensors[0]!;
  const rows = tensors.reduce((sum, t) => sum + (t.dims[0] ?? 0), 0);
  const data = newElements(
    datatype,
    tensors.reduce((sum, t) => sum + t.data.length, 0),
  );
  let offset = 0;
  for (const tensor of tensors) {
    copyInto(data, tensor.data, offset);
    offset += tensor.data.length;
  }
  return { datatype, dims: [rows, ...dims.slice(1)], data };
}

function copyInto(target: TensorElements, source: TensorElements, offset: number): void {
  if (Array.isArray(target)) target.splice(offset, source.length, ...(source as string[]));
  // The typed arrays are of one kind, which their common datatype vouches for.
  else (target as Float32Array).set(source as Float32Array, offset);
}

function rowsOf({ datatype, dims, data }: TensorData, start: number, count: number): TensorData {
  const width = elementCount(dims.slice(1));
  return {
    datatype,
    dims: [count, ...dims.slice(1)],
    data: data.slice(start * width, (start + count) * width) as TensorElements,
  };
}
