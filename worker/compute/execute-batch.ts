import type { DrawingParams } from '../../shared/domain/params.ts';
import type { ObjectDetectionResult } from '../../shared/domain/task-result.ts';
import { drawObjects } from './draw-objects.ts';
import { type Inferred, inferStacked } from './infer-stacked.ts';
import type { LoadedStackable } from './loaded-model.ts';
import type { SampleInput, SampleOutput } from './protocol.ts';
import { bytesOf, failedSample, type SampleIo, sampleTimings } from './sample-io.ts';
import { TASKS } from './tasks/index.ts';
import type { DecodedInput } from './tasks/task.ts';
import { decodeRgb } from './tensors/image.ts';

type Decoded = DecodedInput & { readonly index: number; readonly decodeMs: number };

/**
 * Runs samples through a model together: decode ─ infer ─ post-process. What is wrong with one sample ends that sample
 * alone.
 *
 * @returns one output per sample, in order
 */
export async function executeBatch(
  loaded: LoadedStackable,
  samples: readonly SampleInput[],
  io: SampleIo,
): Promise<SampleOutput[]> {
  const { model, session } = loaded;
  const handler = TASKS[model.manifest.task];
  const outputs = new Array<SampleOutput>(samples.length);
  const decoded = await Promise.all(
    samples.map(async (sample, index): Promise<Decoded | undefined> => {
      const start = performance.now();
      try {
        const input = await handler.decode(await bytesOf(sample, io), model, session.signature);
        return { index, ...input, decodeMs: performance.now() - start };
      } catch (error) {
        outputs[index] = failedSample(error, { decodeMs: performance.now() - start });
        return undefined;
      }
    }),
  );
  const good = decoded.filter((d) => d !== undefined);
  const inferred = await inferStacked(
    loaded,
    good.map(({ tensors }) => tensors),
  );
  for (const [i, d] of good.entries())
    outputs[d.index] = await postprocess(loaded, samples[d.index]!, d, inferred[i]!, io);
  return outputs;
}

async function postprocess(
  { model }: LoadedStackable,
  sample: SampleInput,
  { decodeMs, frame }: Decoded,
  inferred: Inferred,
  io: SampleIo,
): Promise<SampleOutput> {
  const { inferMs } = inferred;
  if (!inferred.ok)
    return { ok: false, error: inferred.error, timings: sampleTimings({ decodeMs, inferMs }) };
  const start = performance.now();
  try {
    const made = TASKS[model.manifest.task].postprocess(inferred.outputs, sample.params, model, frame);
    const params = sample.params as DrawingParams;
    const { result, artifacts } =
      model.imageInput && (params.annotate || params.crops)
        ? await drawObjects(made as ObjectDetectionResult, {
            sample,
            params,
            picture: await decodeRgb(await bytesOf(sample, io), model.imageInput.maxPixels),
            io,
          })
        : { result: made, artifacts: [] };
    const timings = sampleTimings({ decodeMs, inferMs, postprocessMs: performance.now() - start });
    return { ok: true, result, artifacts, timings };
  } catch (error) {
    return failedSample(error, { decodeMs, inferMs, postprocessMs: performance.now() - start });
  }
}
