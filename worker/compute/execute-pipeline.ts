import { setMaxListeners } from 'node:events';
import type { PipelineParams } from '../../shared/domain/params.ts';
import { isWantedLabel, stepNamesOf } from '../../shared/domain/pipeline-steps.ts';
import { saidOf } from '../../shared/domain/said-of.ts';
import type { PipelineResult } from '../../shared/domain/task-result.ts';
import type { SampleTimings } from '../../shared/domain/timings.ts';
import { classifyCrops } from './classify-crops.ts';
import { detectPictures, type StepOptions } from './detect-pictures.ts';
import { drawObjects } from './draw-objects.ts';
import type { LoadedPipeline } from './loaded-model.ts';
import type { SampleInput, SampleOutput, StepProgress } from './protocol.ts';
import { bytesOf, failedSample, type SampleIo, sampleTimings } from './sample-io.ts';
import { cropPixels, widenBox } from './tensors/crop-pixels.ts';
import { decodeRgb } from './tensors/image.ts';
import type { RawPixels } from './tensors/raw-pixels.ts';

type FoundObject = PipelineResult['objects'][number];

/** One picture on its way through the steps. */
type Picture = {
  readonly sample: SampleInput;
  /** Of its sample. */
  readonly index: number;
  readonly params: PipelineParams;
  readonly pixels: RawPixels;
  readonly decodeMs: number;
  readonly steps: NonNullable<SampleTimings['steps']>;
  objects: FoundObject[];
};

/** Ends a picture that something is wrong with. */
type Fail = (picture: Picture, error: unknown) => void;

/** What becomes of a picture's part in a step. */
type Report = (progress: StepProgress) => void;

/** The rest of a batch's time is left for drawing and storing, so that a late far end costs no child. */
const SHARE_OF_STEPS = 0.9;

/**
 * Runs pictures through a pipeline together: decode ─ detect ─ crop ─ classify, by each classifier in turn ─ draw. All
 * pictures are detected as one batch, and all that was found in any of them is classified as one.
 *
 * @param report told at the start of each step, and whenever a part of it is done
 * @returns one output per sample, in order; what is wrong with one ends that one alone
 */
export async function executePipeline(
  loaded: LoadedPipeline,
  samples: readonly SampleInput[],
  io: SampleIo,
  report: Report = () => {},
): Promise<SampleOutput[]> {
  const { steps, runtime } = loaded.model.manifest;
  const signal = AbortSignal.timeout(Math.round(runtime.timeoutMs * SHARE_OF_STEPS));
  // Every call that is under way listens to it.
  setMaxListeners(0, signal);
  const outputs = new Array<SampleOutput>(samples.length);
  const fail: Fail = (picture, error) => {
    outputs[picture.index] = failedSample(error, picture);
  };
  let pictures = await decodeAll(loaded, samples, io, (index, output) => {
    outputs[index] = output;
  });
  const names = stepNamesOf(steps);
  const runStep = stepRunner({ signal, report });
  pictures = await detectAll(loaded, pictures, { fail, run: runStep(names[0]!) });
  for (const step of loaded.classifiers.keys())
    pictures = await classifyAll(loaded, step, pictures, { fail, run: runStep(names[step + 1]!) });
  for (const picture of pictures)
    outputs[picture.index] = await finish(picture, io).catch((error: unknown) =>
      failedSample(error, picture),
    );
  return outputs;
}

async function decodeAll(
  { model }: LoadedPipeline,
  samples: readonly SampleInput[],
  io: SampleIo,
  end: (index: number, output: SampleOutput) => void,
): Promise<Picture[]> {
  const { maxPixels } = model.imageInput!;
  const decoded = await Promise.all(
    samples.map(async (sample, index): Promise<Picture | undefined> => {
      const start = performance.now();
      try {
        const pixels = await decodeRgb(await bytesOf(sample, io), maxPixels);
        const decodeMs = performance.now() - start;
        const params = sample.params as PipelineParams;
        return { sample, index, params, pixels, decodeMs, objects: [], steps: [] };
      } catch (error) {
        end(index, failedSample(error, { decodeMs: performance.now() - start }));
        return undefined;
      }
    }),
  );
  return decoded.filter((picture) => picture !== undefined);
}

type Run = ReturnType<ReturnType<typeof stepRunner>>;

async function detectAll(
  { detector }: LoadedPipeline,
  pictures: readonly Picture[],
  { fail, run }: { fail: Fail; run: Run },
): Promise<Picture[]> {
  const found = await run(pictures, pictures, (options) => detectPictures(detector, pictures, options));
  return pictures.filter((picture, i) => {
    const objects = found[i]!;
    if (objects instanceof Error) {
      fail(picture, objects);
      return false;
    }
    picture.objects = objects.map((object) => ({ ...object, labels: [] }));
    return true;
  });
}

async function classifyAll(
  { model, classifiers }: LoadedPipeline,
  step: number,
  pictures: readonly Picture[],
  { fail, run }: { fail: Fail; run: Run },
): Promise<Picture[]> {
  const { crop, classify: steps } = model.manifest.steps;
  const wanted = steps[step]!.labels;
  const crops = pictures.flatMap((picture) =>
    picture.objects.flatMap((object, index) => {
      const [x1, y1, x2, y2] = object.box;
      if (Math.min(x2 - x1, y2 - y1) < crop.minSide) return [];
      if (wanted && !isWantedLabel(saidOf(object).label, wanted)) return [];
      const pixels = cropPixels(picture.pixels, widenBox(object.box, crop, picture.pixels));
      return pixels ? [{ owner: picture, params: picture.params, index, pixels }] : [];
    }),
  );
  const owners = crops.map(({ owner }) => owner);
  const found = await run(pictures, owners, (options) => classifyCrops(classifiers[step]!, crops, options));
  const failed = new Set<Picture>();
  for (const [i, { owner, index }] of crops.entries()) {
    const labels = found[i];
    if (labels instanceof Error) {
      if (!failed.has(owner)) fail(owner, labels);
      failed.add(owner);
    } else if (labels) owner.objects[index] = { ...owner.objects[index]!, labels };
  }
  return pictures.filter((picture) => !failed.has(picture));
}

/**
 * Runs steps by name: notes for each picture how long the batch was in it and how many parts were the picture's own,
 * and reports as those are done.
 */
function stepRunner({ signal, report }: { signal: AbortSignal; report: Report }) {
  return (name: string) =>
    async <T>(
      pictures: readonly Picture[],
      /** The picture that each part belongs to. */
      owners: readonly Picture[],
      run: (options: StepOptions) => Promise<T>,
    ): Promise<T> => {
      const totals = new Map<Picture, number>();
      for (const owner of owners) totals.set(owner, (totals.get(owner) ?? 0) + 1);
      const done = new Map<Picture, number>();
      const tell = (picture: Picture) =>
        report({
          jobId: picture.sample.jobId,
          step: name,
          done: done.get(picture) ?? 0,
          total: totals.get(picture)!,
        });
      for (const picture of totals.keys()) tell(picture);
      const start = performance.now();
      const result = await run({
        signal,
        onDone(indices) {
          const touched = new Set(indices.map((i) => owners[i]!));
          for (const i of indices) done.set(owners[i]!, (done.get(owners[i]!) ?? 0) + 1);
          for (const picture of touched) tell(picture);
        },
      });
      const ms = performance.now() - start;
      for (const picture of pictures) picture.steps.push({ name, ms, count: totals.get(picture) ?? 0 });
      return result;
    };
}

async function finish(
  { sample, params, pixels, objects, decodeMs, steps }: Picture,
  io: SampleIo,
): Promise<SampleOutput> {
  const start = performance.now();
  const { result, artifacts } = await drawObjects(
    { width: pixels.width, height: pixels.height, objects },
    { sample, params, picture: pixels, io },
  );
  const timings = sampleTimings({ decodeMs, steps, postprocessMs: performance.now() - start });
  return { ok: true, result, artifacts, timings };
}
