import { type Failure, failure } from '../../shared/domain/job-error.ts';
import type { LoadedModel } from './loaded-model.ts';
import { splitBatch, stackBatch, stackKey } from './tensors/batch.ts';
import type { Tensors } from './tensors/tensor-data.ts';

/** What a model has made of one sample, or why it could not run on it; and how long its batch took. */
export type Inferred = { readonly inferMs: number } & (
  | { readonly ok: true; readonly outputs: Tensors }
  | { readonly ok: false; readonly error: Failure }
);

/**
 * Runs samples through a model, as many together as it takes: those of one shape are stacked, up to `batch.maxSize`. One
 * that the model refuses fails alone.
 *
 * @param onDone told which samples are done, after each run
 * @returns one for each, in order
 */
export async function inferStacked(
  loaded: LoadedModel,
  samples: readonly Tensors[],
  onDone: (indices: readonly number[]) => void = () => {},
): Promise<Inferred[]> {
  const inferred = new Array<Inferred>(samples.length);
  for (const group of groupStackable(loaded, samples)) {
    const done = await inferGroup(
      loaded,
      group.map((index) => samples[index]!),
    );
    for (const [i, index] of group.entries()) inferred[index] = done[i]!;
    onDone(group);
  }
  return inferred;
}

/** Indices that go together; each alone where the model's first dims are fixed. */
function groupStackable({ session, model }: LoadedModel, samples: readonly Tensors[]): number[][] {
  const { inputs, outputs } = session.signature;
  const { maxSize } = model.manifest.batch;
  const canStack = maxSize > 1 && [...inputs, ...outputs].every(({ shape }) => typeof shape[0] === 'string');
  if (!canStack) return samples.map((_, index) => [index]);
  const groups = new Map<string, number[][]>();
  for (const [index, tensors] of samples.entries()) {
    const key = stackKey(tensors);
    const chunks = groups.get(key) ?? [];
    groups.set(key, chunks);
    const last = chunks.at(-1);
    if (last && last.length < maxSize) last.push(index);
    else chunks.push([index]);
  }
  return [...groups.values()].flat();
}

async function inferGroup(loaded: LoadedModel, group: readonly Tensors[]): Promise<Inferred[]> {
  const start = performance.now();
  try {
    const batched = await loaded.session.run(stackBatch(group));
    const rows = group.map((tensors) => Object.values(tensors)[0]?.dims[0] ?? 1);
    const pieces = splitBatch(batched, rows);
    const inferMs = performance.now() - start;
    return pieces.map((outputs) => ({ ok: true, outputs, inferMs }));
  } catch (cause) {
    // The one that the model refuses is found by running each alone.
    if (group.length > 1)
      return (await Promise.all(group.map((tensors) => inferGroup(loaded, [tensors])))).flat();
    const error = failure('model-failed', `The model could not run on this input: ${firstLine(cause)}`);
    return [{ ok: false, error, inferMs: performance.now() - start }];
  }
}

/** ONNX Runtime's texts name nodes and dims of the model, and go on with its source lines. */
function firstLine(cause: unknown): string {
  return (cause instanceof Error ? cause.message : String(cause)).split('\n')[0]!.slice(0, 300);
}
