import { AppError } from '../../shared/domain/errors.ts';
import { failure, toFailure } from '../../shared/domain/job-error.ts';
import { roundMs } from '../../shared/domain/timings.ts';
import type { LoadedModel } from './loaded-model.ts';
import type { SampleInput, SampleOutput } from './protocol.ts';
import { TASKS } from './tasks/index.ts';
import { splitBatch, stackBatch, stackKey } from './tensors/batch.ts';
import type { Tensors } from './tensors/tensor-data.ts';

/** Fetches the bytes of a sample that were not handed over with it; undefined when they are gone. */
export type ReadBlob = (jobId: string) => Promise<Uint8Array | undefined>;

type Decoded = { readonly index: number; readonly tensors: Tensors; readonly decodeMs: number };

/**
 * Runs samples through a model together: decode ─ stack ─ infer ─ split ─ post-process. What is wrong with one
 * sample ends that sample alone.
 *
 * @returns one output per sample, in order
 */
export async function executeBatch(
  loaded: LoadedModel,
  samples: readonly SampleInput[],
  readBlob: ReadBlob,
): Promise<SampleOutput[]> {
  const outputs = new Array<SampleOutput>(samples.length);
  const decoded = await Promise.all(
    samples.map(async (sample, index): Promise<Decoded | undefined> => {
      const start = performance.now();
      try {
        const tensors = await decode(loaded, sample, readBlob);
        return { index, tensors, decodeMs: performance.now() - start };
      } catch (error) {
        outputs[index] = failed(error, { decodeMs: performance.now() - start });
        return undefined;
      }
    }),
  );
  for (const group of groupStackable(
    decoded.filter((d) => d !== undefined),
    loaded,
  ))
    for (const [index, output] of await inferGroup(loaded, samples, group)) outputs[index] = output;
  return outputs;
}

async function decode(
  { model, session }: LoadedModel,
  sample: SampleInput,
  readBlob: ReadBlob,
): Promise<Tensors> {
  const bytes = sample.bytes ?? (await readBlob(sample.jobId));
  if (!bytes) throw new AppError('input-missing', 'The stored input of the job is gone');
  return TASKS[model.manifest.task].decode(bytes, model, session.signature);
}

/** Samples of one shape go together, unless the model's first dims are fixed: then each goes alone. */
function groupStackable(decoded: readonly Decoded[], { session, model }: LoadedModel): Decoded[][] {
  const { inputs, outputs } = session.signature;
  const canStack =
    model.manifest.batch.maxSize > 1 &&
    [...inputs, ...outputs].every(({ shape }) => typeof shape[0] === 'string');
  if (!canStack) return decoded.map((d) => [d]);
  const groups = new Map<string, Decoded[]>();
  for (const d of decoded) {
    const key = stackKey(d.tensors);
    const group = groups.get(key);
    if (group) group.push(d);
    else groups.set(key, [d]);
  }
  return [...groups.values()];
}

async function inferGroup(
  loaded: LoadedModel,
  samples: readonly SampleInput[],
  group: readonly Decoded[],
): Promise<[number, SampleOutput][]> {
  const start = performance.now();
  let pieces: Tensors[];
  try {
    const batched = await loaded.session.run(stackBatch(group.map((d) => d.tensors)));
    pieces = splitBatch(
      batched,
      group.map((d) => Object.values(d.tensors)[0]?.dims[0] ?? 1),
    );
  } catch (cause) {
    // The one that the model refuses is found by running each alone.
    if (group.length > 1)
      return (await Promise.all(group.map((d) => inferGroup(loaded, samples, [d])))).flat();
    const [{ index, decodeMs }] = group as [Decoded];
    const error = failure('model-failed', `The model could not run on this input: ${firstLine(cause)}`);
    return [
      [index, { ok: false, error, timings: timings({ decodeMs, inferMs: performance.now() - start }) }],
    ];
  }
  const inferMs = performance.now() - start;
  return group.map((d, i) => [
    d.index,
    postprocess(loaded, samples[d.index]!, pieces[i]!, { ...d, inferMs }),
  ]);
}

function postprocess(
  { model }: LoadedModel,
  sample: SampleInput,
  outputs: Tensors,
  { decodeMs, inferMs }: { decodeMs: number; inferMs: number },
): SampleOutput {
  const start = performance.now();
  try {
    const result = TASKS[model.manifest.task].postprocess(outputs, sample.params, model);
    return {
      ok: true,
      result,
      timings: timings({ decodeMs, inferMs, postprocessMs: performance.now() - start }),
    };
  } catch (error) {
    return failed(error, { decodeMs, inferMs, postprocessMs: performance.now() - start });
  }
}

function failed(error: unknown, measured: Parameters<typeof timings>[0]): SampleOutput {
  return { ok: false, error: toFailure(error), timings: timings(measured) };
}

function timings(measured: { decodeMs: number; inferMs?: number; postprocessMs?: number }) {
  const { decodeMs, inferMs = 0, postprocessMs = 0 } = measured;
  return { decodeMs: roundMs(decodeMs), inferMs: roundMs(inferMs), postprocessMs: roundMs(postprocessMs) };
}

/** ONNX Runtime's texts name nodes and dims of the model, and go on with its source lines. */
function firstLine(cause: unknown): string {
  return (cause instanceof Error ? cause.message : String(cause)).split('\n')[0]!.slice(0, 300);
}
