import type { Model } from '../../../shared/catalog.ts';
import type { ObjectDetectionManifest } from '../../../shared/domain/manifest.ts';
import type { ObjectDetectionParams } from '../../../shared/domain/params.ts';
import type { ObjectDetectionResult } from '../../../shared/domain/task-result.ts';
import type { Signature } from '../../../shared/domain/tensor.ts';
import { decoderOf } from '../detection/index.ts';
import { suppress } from '../detection/suppress.ts';
import { type Frame, toPicture } from '../tensors/frame.ts';
import { decodeFramed } from '../tensors/image.ts';
import { checkPictureInput, pictureTensor } from '../tensors/picture-tensor.ts';
import type { RawPixels } from '../tensors/raw-pixels.ts';
import type { Tensors } from '../tensors/tensor-data.ts';
import { roundScore } from './round-score.ts';
import type { DecodedInput, TaskHandler } from './task.ts';

/** One picture in, objects with boxes out; none is a result, too. */
export const objectDetection: TaskHandler = {
  check(model, signature) {
    const { input, output } = manifestOf(model);
    const decoder = decoderOf(output.decoder);
    const names = signature.outputs.map(({ name }) => name);
    const missing = decoder.tensors(output).find((name) => !names.includes(name));
    return (
      checkPictureInput(signature, input) ??
      (missing === undefined ? undefined : `There is no output "${missing}", only ${names.join(', ')}`) ??
      decoder.check(output, signature, model.labels.length, input)
    );
  },

  async decode(bytes, model, signature) {
    return await tensorsOfPicture(bytes, { model, signature });
  },

  postprocess(outputs, params, model, frame): ObjectDetectionResult {
    if (!frame) throw new Error('A detection needs the frame of its picture');
    const { height, width } = frame;
    return { width, height, objects: findObjects(outputs, params as ObjectDetectionParams, model, frame) };
  },
};

/** A picture, as a file or as pixels, as the detector takes it. */
export async function tensorsOfPicture(
  picture: Uint8Array | RawPixels,
  { model, signature }: { model: Model; signature: Signature },
): Promise<DecodedInput> {
  const { input } = manifestOf(model);
  const { pixels, frame } = await decodeFramed(picture, input);
  return { tensors: pictureTensor(pixels, input, signature), frame };
}

/** The objects of one picture, best first: decode ─ suppress ─ place in the picture. */
export function findObjects(
  outputs: Tensors,
  params: ObjectDetectionParams,
  model: Model,
  frame: Frame,
): ObjectDetectionResult['objects'] {
  const { input, output } = manifestOf(model);
  const minScore = params.minScore ?? output.minScore;
  const { height, width } = input;
  const candidates = decoderOf(output.decoder)
    .decode(outputs, output, { height, width, minScore })
    // A score that is no number is of no box.
    .filter(({ score, label }) => score <= 1.001 && label < model.labels.length);
  return suppress(candidates, {
    iouThreshold: params.iouThreshold ?? output.iouThreshold,
    agnostic: output.suppression === 'agnostic',
    most: Math.min(params.maxObjects ?? output.maxObjects, output.maxObjects),
  }).map(({ box, score, label }) => ({
    box: toPicture(box, frame).map(roundPixel) as [number, number, number, number],
    label: model.labels[label]!,
    score: roundScore(Math.min(1, score)),
  }));
}

function manifestOf(model: Model): ObjectDetectionManifest {
  if (model.manifest.task !== 'object-detection') throw new Error(`${model.manifest.name} is not a detector`);
  return model.manifest;
}

/** A hundredth of a pixel: finer is noise. */
export function roundPixel(value: number): number {
  return Math.round(value * 100) / 100;
}
