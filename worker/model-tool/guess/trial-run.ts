import type { Model } from '../../../shared/catalog.ts';
import type { TensorsResult } from '../../../shared/domain/task-result.ts';
import type { NamedTensor, Signature } from '../../../shared/domain/tensor.ts';
import type { ModelChild } from '../with-child.ts';
import type { PictureInput } from './picture-input.ts';

/** What a model has made of noise. */
export type TrialRun = {
  /** Of one picture, by name. */
  readonly outputs: Readonly<Record<string, TrialOutput>>;
  /** Whether two pictures at once give each what it gets alone. */
  readonly batches: boolean;
};

type TrialOutput = { readonly dims: readonly number[]; readonly data: readonly number[] };

/** By which answers of a batch may differ from those alone: other kernels add up in another order. */
const BATCH_TOLERANCE = 0.01;

/**
 * Runs a model, which takes a picture, on noise: alone and, where its first dim is free, twice at once.
 *
 * @param model loaded as a model of tensors
 * @returns undefined where it does not run
 */
export async function tryModel(
  child: ModelChild,
  model: Model,
  signature: Signature,
  picture: PictureInput & { readonly height: number; readonly width: number },
): Promise<TrialRun | undefined> {
  const outputs = await runOn(child, model, noise(picture, 1));
  if (!outputs) return undefined;
  const mayBatch = [...signature.inputs, ...signature.outputs].every(
    ({ shape }) => typeof shape[0] === 'string',
  );
  const twice = mayBatch ? await runOn(child, model, noise(picture, 2)) : undefined;
  return { outputs, batches: twice !== undefined && beginsWith(twice, outputs) };
}

async function runOn(
  child: ModelChild,
  model: Model,
  tensor: NamedTensor,
): Promise<Record<string, TrialOutput> | undefined> {
  const bytes = Buffer.from(JSON.stringify({ tensors: [tensor] }));
  const output = await child.run(model, { bytes, params: {} });
  if (!output.ok) return undefined;
  const result = output.result as TensorsResult;
  return Object.fromEntries(
    result.outputs.map(({ name, shape, data }) => [name, { dims: shape, data: data.map(Number) }]),
  );
}

/** The same noise each time, in [0, 1] or in bytes; the first picture of two is the one. */
function noise(
  { tensor: name, datatype, layout, color, height, width }: PictureInput & { height: number; width: number },
  count: number,
): NamedTensor {
  const channels = color === 'grey' ? 1 : 3;
  const shape = layout === 'nchw' ? [count, channels, height, width] : [count, height, width, channels];
  let state = 1;
  const data = Array.from({ length: count * channels * height * width }, () => {
    // A linear congruential generator: Numerical Recipes, section 7.1.
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return datatype === 'uint8' ? state >>> 24 : Math.round((state / 2 ** 32) * 1e4) / 1e4;
  });
  return { name, datatype: datatype as NamedTensor['datatype'], shape, data };
}

function beginsWith(twice: Record<string, TrialOutput>, once: Record<string, TrialOutput>): boolean {
  return Object.entries(once).every(([name, { dims, data }]) => {
    const both = twice[name];
    return (
      both?.dims[0] === 2 * (dims[0] ?? 0) &&
      data.every(
        (value, i) => Math.abs(value - both.data[i]!) <= BATCH_TOLERANCE * Math.max(1, Math.abs(value)),
      )
    );
  });
}
