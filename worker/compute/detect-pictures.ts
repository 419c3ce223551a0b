import { AppError } from '../../shared/domain/errors.ts';
import type { HttpDetector } from '../../shared/domain/http-step.ts';
import type { PipelineParams } from '../../shared/domain/params.ts';
import type { ObjectDetectionResult } from '../../shared/domain/task-result.ts';
import { suppress } from './detection/suppress.ts';
import { inferStacked } from './infer-stacked.ts';
import type { LoadedModel } from './loaded-model.ts';
import { ask } from './remote/ask.ts';
import { encodePicture } from './remote/encode-picture.ts';
import type { Endpoint } from './remote/endpoint.ts';
import type { RemoteObject } from './remote/format.ts';
import { DETECTORS } from './remote/index.ts';
import { readWith } from './remote/read-with.ts';
import { findObjects, roundPixel, tensorsOfPicture } from './tasks/object-detection.ts';
import { roundScore } from './tasks/round-score.ts';
import type { Frame } from './tensors/frame.ts';
import type { RawPixels } from './tensors/raw-pixels.ts';

type Objects = ObjectDetectionResult['objects'];

/** A picture in which objects are to be found. */
export type PictureToDetect = { readonly pixels: RawPixels; readonly params: PipelineParams };

/** Most objects of one picture that are kept of what a far end has found, unless the job asks for fewer. */
const MOST_OBJECTS = 1000;

/**
 * Finds the objects of each picture, by a model in memory or by one elsewhere.
 *
 * @param options `onDone`: told which pictures are done; `signal`: ends calls that are under way
 * @returns the objects of each, best first, or what went wrong with it; in order
 */
export async function detectPictures(
  detector: LoadedModel | Endpoint<HttpDetector>,
  pictures: readonly PictureToDetect[],
  options: StepOptions,
): Promise<(Objects | Error)[]> {
  return 'session' in detector
    ? await detectHere(detector, pictures, options)
    : await Promise.all(
        pictures.map((picture, i) =>
          detectElsewhere(detector, picture, options)
            .catch((error: Error) => error)
            .finally(() => options.onDone([i])),
        ),
      );
}

/** How a step reports, and is ended. */
export type StepOptions = {
  readonly onDone: (indices: readonly number[]) => void;
  readonly signal: AbortSignal;
};

async function detectHere(
  { model, session }: LoadedModel,
  pictures: readonly PictureToDetect[],
  { onDone }: StepOptions,
): Promise<(Objects | Error)[]> {
  const { signature } = session;
  const inputs = await Promise.all(
    pictures.map(({ pixels }) => tensorsOfPicture(pixels, { model, signature })),
  );
  const inferred = await inferStacked(
    { model, session },
    inputs.map(({ tensors }) => tensors),
    onDone,
  );
  return inferred.map((found, i) =>
    found.ok
      ? findObjects(found.outputs, pictures[i]!.params, model, inputs[i]!.frame as Frame)
      : new AppError(found.error.code, found.error.message),
  );
}

async function detectElsewhere(
  endpoint: Endpoint<HttpDetector>,
  { pixels, params }: PictureToDetect,
  { signal }: StepOptions,
): Promise<Objects> {
  const format = DETECTORS[endpoint.http.format];
  const write = async () => format.write(await encodePicture(pixels, endpoint.http.image));
  const answer = await ask(endpoint, write, { signal, isGivenUp: () => false });
  const found = readWith(endpoint, () => format.readObjects(answer, pixels));
  return placeObjects(found, params, pixels);
}

/** What a far end has found, as a detector here would say it: inside the picture, scores as asked for, best first. */
function placeObjects(
  found: readonly RemoteObject[],
  { minScore = 0, iouThreshold = 1, maxObjects = MOST_OBJECTS }: PipelineParams,
  { height, width }: RawPixels,
): Objects {
  const labels = [...new Set(found.map(({ label }) => label))];
  const candidates = found.flatMap(({ box, label, score }) => {
    const [x1, y1, x2, y2] = box;
    const inside = [clamp(x1, width), clamp(y1, height), clamp(x2, width), clamp(y2, height)] as const;
    const hasArea = inside[2] > inside[0] && inside[3] > inside[1];
    return hasArea && score >= minScore ? [{ box: inside, score, label: labels.indexOf(label) }] : [];
  });
  const most = Math.min(maxObjects, MOST_OBJECTS);
  return suppress(candidates, { iouThreshold, agnostic: false, most }).map(({ box, score, label }) => ({
    box: box.map(roundPixel) as [number, number, number, number],
    label: labels[label]!,
    score: roundScore(score),
  }));
}

function clamp(value: number, most: number): number {
  return Math.min(most, Math.max(0, value));
}
