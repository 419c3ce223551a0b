import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { Model } from '../../shared/catalog.ts';
import { differenceOf } from '../../shared/domain/golden-sample.ts';
import { isRemote, type OnnxManifest, type PipelineManifest } from '../../shared/domain/manifest.ts';
import type { Params } from '../../shared/domain/params.ts';
import { stepNamesOf } from '../../shared/domain/pipeline-steps.ts';
import type { Signature } from '../../shared/domain/tensor.ts';
import { readGoldenSamples } from '../../shared/golden-samples.ts';
import { executeSamples } from './execute-samples.ts';
import type { LoadedModel, LoadedPipeline } from './loaded-model.ts';
import { NotServedError } from './not-served-error.ts';
import { openModel } from './open-model.ts';
import type { LoadReport } from './protocol.ts';
import { createEndpoints, type OpenEndpoint, type ReadVariable } from './remote/endpoint.ts';
import type { SampleIo } from './sample-io.ts';
import { TASKS } from './tasks/index.ts';
import { checkStager } from './tasks/sleep-staging.ts';

type Loaded = Map<string, LoadedModel | LoadedPipeline>;

type Options = {
  /** Where headers of far ends, and the key of sealed models, come from. */
  readonly readVariable: ReadVariable;
  /** Told before each, because ONNX Runtime may take the process down with it. */
  readonly onLoading: (name: string) => void;
};

/**
 * Loads every model, holds it against its manifest and runs its sample. One that fails is reported and left out; a
 * pipeline comes after its members, and fails with them.
 *
 * @returns the loaded ones by name, and what loading each has shown
 */
export async function loadModels(
  models: readonly Model[],
  { readVariable, onLoading }: Options,
): Promise<{ loaded: Loaded; reports: LoadReport[] }> {
  const loaded: Loaded = new Map();
  const reports: LoadReport[] = [];
  const openEndpoint = createEndpoints(readVariable);
  for (const model of models) {
    const { name } = model.manifest;
    onLoading(name);
    try {
      const { signature, error } = isPipeline(model)
        ? await loadPipeline(model, loaded, openEndpoint)
        : await loadOnnx(model as Model<OnnxManifest>, loaded, readVariable);
      reports.push({ name, sha256: model.sha256, signature, error });
    } catch (error) {
      reports.push({ name, sha256: model.sha256, signature: null, error: reasonOf(error, model) });
    }
  }
  return { loaded, reports };
}

/** In words for everybody who may use the api: no path of this machine. */
function reasonOf(error: unknown, { folder }: Model): string {
  const { message, code } = error as NodeJS.ErrnoException;
  if (error instanceof NotServedError) return message;
  if (typeof code === 'string' && code.startsWith('E')) return `A file of it cannot be read (${code})`;
  return `ONNX Runtime: ${message.replaceAll(folder, '.').slice(0, 500)}`;
}

type Found = Pick<LoadReport, 'signature' | 'error'>;

async function loadOnnx(
  model: Model<OnnxManifest>,
  loaded: Loaded,
  readVariable: ReadVariable,
): Promise<Found> {
  const session = await openModel(model, readVariable);
  const { signature } = session;
  const one = { model, session };
  const error = checkSignature(model, signature) ?? (await runSample(one)) ?? null;
  if (error === null) loaded.set(model.manifest.name, one);
  return { signature, error };
}

async function loadPipeline(
  model: Model<PipelineManifest>,
  loaded: Loaded,
  openEndpoint: OpenEndpoint,
): Promise<Found> {
  const { steps } = model.manifest;
  const names = stepNamesOf(steps);
  const memberOf = (name: string | undefined) => {
    const member = name === undefined ? undefined : loaded.get(name);
    if (!member || !('session' in member)) throw new NotServedError('A member of it cannot be served');
    return member;
  };
  const pipeline: LoadedPipeline = {
    model,
    detector: steps.detect.http ? openEndpoint(names[0]!, steps.detect.http) : memberOf(steps.detect.model),
    classifiers: steps.classify.map(({ model: name, http }, i) =>
      http ? openEndpoint(names[i + 1]!, http) : memberOf(name),
    ),
  };
  // A far end that is away just now must not keep the pipeline from being served until the next start.
  const error = isRemote(model.manifest) ? null : ((await runSample(pipeline)) ?? null);
  if (error === null) loaded.set(model.manifest.name, pipeline);
  return { signature: null, error };
}

function checkSignature(model: Model<OnnxManifest>, signature: Signature): string | undefined {
  const { manifest } = model;
  return manifest.task === 'sleep-staging'
    ? checkStager({ ...model, manifest }, signature)
    : TASKS[manifest.task].check(model, signature);
}

function isPipeline(model: Model): model is Model<PipelineManifest> {
  return model.manifest.task === 'pipeline';
}

/**
 * Runs the manifest's sample once, and holds the answer against the expected one where the folder says it: the first job
 * of a stranger must not be the one that warms everything up, or that shows that the model has changed.
 *
 * @returns why it failed; undefined when it did not, or there is none
 */
async function runSample(one: LoadedModel | LoadedPipeline): Promise<string | undefined> {
  const { folder, manifest } = one.model;
  const { sample } = manifest;
  if (!sample) return undefined;
  const golden = await readGoldenSamples(folder).catch((cause: Error) => {
    throw new NotServedError(cause.message, { cause });
  });
  const expected = golden.samples[sample];
  const bytes = await readFile(path.join(folder, 'sample', sample));
  const params = (expected?.params ?? {}) as Params;
  const [output] = await executeSamples(
    one,
    [{ jobId: '', attempt: 0, bytes, mediaType: '', params }],
    NO_IO,
  );
  if (!output?.ok) return `Its sample ${sample} fails: ${output?.error.message}`;
  const difference = differenceOf(expected?.result ?? {}, output.result, golden.tolerance);
  return difference && `Its sample ${sample} has another answer than expected: ${difference}`;
}

/** A sample is read from the model's folder, and leaves nothing. */
const NO_IO: SampleIo = {
  readBlob: async () => undefined,
  streamBlob: async () => undefined,
  writeArtifact: async () => {},
};
