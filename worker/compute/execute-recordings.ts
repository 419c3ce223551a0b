import { AppError } from '../../shared/domain/errors.ts';
import type { SleepStagingParams } from '../../shared/domain/sleep-params.ts';
import { inferStacked } from './infer-stacked.ts';
import type { LoadedStager } from './loaded-model.ts';
import type { SampleInput, SampleOutput } from './protocol.ts';
import { readRecording } from './recordings/read-recording.ts';
import { chunksOf, failedSample, type SampleIo, sampleTimings } from './sample-io.ts';
import { spectraOfNight } from './signals/spectra-of-night.ts';
import { sleepResult, tensorsOfNight } from './tasks/sleep-staging.ts';

/**
 * Runs recordings of nights through a sleep-staging model, one after another: two in memory would take twice as much.
 * read ─ filter, resample, spectra ─ infer ─ smooth ─ report.
 *
 * @returns one output per sample, in order
 */
export async function executeRecordings(
  loaded: LoadedStager,
  samples: readonly SampleInput[],
  io: SampleIo,
): Promise<SampleOutput[]> {
  const outputs: SampleOutput[] = [];
  for (const sample of samples) outputs.push(await executeRecording(loaded, sample, io));
  return outputs;
}

async function executeRecording(
  loaded: LoadedStager,
  sample: SampleInput,
  io: SampleIo,
): Promise<SampleOutput> {
  const measured = { decodeMs: 0, inferMs: 0, postprocessMs: 0 };
  let since = performance.now();
  const lap = () => {
    const start = since;
    since = performance.now();
    return since - start;
  };
  try {
    const params = sample.params as SleepStagingParams;
    const recording = await readRecording(await chunksOf(sample, io), params);
    const night = spectraOfNight(recording);
    measured.decodeMs = lap();
    const [inferred] = await inferStacked(loaded, [tensorsOfNight(night, loaded.model)]);
    measured.inferMs = lap();
    if (!inferred?.ok) throw inferred ? toError(inferred.error) : new Error('Nothing was inferred');
    const result = sleepResult(inferred.outputs, { recording, night, params, model: loaded.model });
    measured.postprocessMs = lap();
    return { ok: true, result, artifacts: [], timings: sampleTimings(measured) };
  } catch (error) {
    if (measured.decodeMs === 0) measured.decodeMs = lap();
    return failedSample(error, measured);
  }
}

function toError({ code, message }: { code: ConstructorParameters<typeof AppError>[0]; message: string }) {
  return new AppError(code, message);
}
