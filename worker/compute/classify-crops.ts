import { AppError } from '../../shared/domain/errors.ts';
import type { HttpClassifier } from '../../shared/domain/http-step.ts';
import type { PipelineParams } from '../../shared/domain/params.ts';
import type { ImageClassificationResult } from '../../shared/domain/task-result.ts';
import type { StepOptions } from './detect-pictures.ts';
import { inferStacked } from './infer-stacked.ts';
import type { LoadedModel } from './loaded-model.ts';
import { ask } from './remote/ask.ts';
import { encodePicture } from './remote/encode-picture.ts';
import type { Endpoint } from './remote/endpoint.ts';
import { CLASSIFIERS } from './remote/index.ts';
import { readWith } from './remote/read-with.ts';
import { classify, tensorsOfPicture } from './tasks/image-classification.ts';
import { roundScore } from './tasks/round-score.ts';
import type { RawPixels } from './tensors/raw-pixels.ts';

type Labels = ImageClassificationResult['labels'];

/** A cut-out that is to be classified. */
export type CropToClassify = {
  readonly pixels: RawPixels;
  readonly params: PipelineParams;
  /** What it was cut out of: once one of its cut-outs has failed, the others are not asked about any more. */
  readonly owner: object;
};

/** Labels of one object, unless the job asks for another number; a far end may know thousands. */
const TOP_K = 5;

/**
 * Classifies each cut-out, by a model in memory or by one elsewhere.
 *
 * @returns the labels of each, best first, or what went wrong; undefined where that was with another of its owner's
 */
export async function classifyCrops(
  classifier: LoadedModel | Endpoint<HttpClassifier>,
  crops: readonly CropToClassify[],
  options: StepOptions,
): Promise<(Labels | Error | undefined)[]> {
  return 'session' in classifier
    ? await classifyHere(classifier, crops, options)
    : await classifyElsewhere(classifier, crops, options);
}

async function classifyHere(
  { model, session }: LoadedModel,
  crops: readonly CropToClassify[],
  { onDone }: StepOptions,
): Promise<(Labels | Error)[]> {
  const { signature } = session;
  const inputs = await Promise.all(crops.map(({ pixels }) => tensorsOfPicture(pixels, { model, signature })));
  const inferred = await inferStacked(
    { model, session },
    inputs.map(({ tensors }) => tensors),
    onDone,
  );
  return inferred.map((found, i) =>
    found.ok
      ? classify(found.outputs, crops[i]!.params, model).labels
      : new AppError(found.error.code, found.error.message),
  );
}

async function classifyElsewhere(
  endpoint: Endpoint<HttpClassifier>,
  crops: readonly CropToClassify[],
  { onDone, signal }: StepOptions,
): Promise<(Labels | Error | undefined)[]> {
  const format = CLASSIFIERS[endpoint.http.format];
  const failed = new Set<object>();
  return await Promise.all(
    crops.map(async ({ pixels, params, owner }, i) => {
      const write = async () => format.write(await encodePicture(pixels, endpoint.http.image));
      try {
        const answer = await ask(endpoint, write, { signal, isGivenUp: () => failed.has(owner) });
        if (answer === undefined) return undefined;
        return readWith(endpoint, () => format.readLabels(answer))
          .map(({ label, score }) => ({ label, score: roundScore(score) }))
          .sort((a, b) => b.score - a.score)
          .slice(0, params.topK ?? TOP_K);
      } catch (error) {
        failed.add(owner);
        return error as Error;
      } finally {
        onDone([i]);
      }
    }),
  );
}
