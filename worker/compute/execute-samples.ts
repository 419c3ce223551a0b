import { executeBatch } from './execute-batch.ts';
import { executePipeline } from './execute-pipeline.ts';
import { executeRecordings } from './execute-recordings.ts';
import type { LoadedModel, LoadedPipeline, LoadedStackable, LoadedStager } from './loaded-model.ts';
import type { SampleInput, SampleOutput, StepProgress } from './protocol.ts';
import type { SampleIo } from './sample-io.ts';

/**
 * Runs samples through whatever kind of model this is.
 *
 * @param report told of the steps of a pipeline
 * @returns one output per sample, in order; what is wrong with one ends that one alone
 */
export function executeSamples(
  loaded: LoadedModel | LoadedPipeline,
  samples: readonly SampleInput[],
  io: SampleIo,
  report: (progress: StepProgress) => void = () => {},
): Promise<SampleOutput[]> {
  if (!('session' in loaded)) return executePipeline(loaded, samples, io, report);
  return isStager(loaded)
    ? executeRecordings(loaded, samples, io)
    : executeBatch(loaded as LoadedStackable, samples, io);
}

function isStager(loaded: LoadedModel): loaded is LoadedStager {
  return loaded.model.manifest.task === 'sleep-staging';
}
