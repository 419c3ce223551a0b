import type { Model } from '../../../shared/catalog.ts';
import type { ImageClassificationManifest } from '../../../shared/domain/manifest.ts';
import type { ImageClassificationParams, Params } from '../../../shared/domain/params.ts';
import type { ImageClassificationResult } from '../../../shared/domain/task-result.ts';
import type { Signature } from '../../../shared/domain/tensor.ts';
import { glyph } from '../tensors/glyph.ts';
import { decodePixels, decodeResized } from '../tensors/image.ts';
import { checkPictureInput, pictureTensor } from '../tensors/picture-tensor.ts';
import type { RawPixels } from '../tensors/raw-pixels.ts';
import { softmax } from '../tensors/softmax.ts';
import type { Tensors } from '../tensors/tensor-data.ts';
import { roundScore } from './round-score.ts';
import type { DecodedInput, TaskHandler } from './task.ts';

/** One picture in, labels with scores out. */
export const imageClassification: TaskHandler = {
  check(model, signature) {
    const { input, output } = manifestOf(model);
    return checkPictureInput(signature, input) ?? checkOutput(signature, output.tensor, model.labels.length);
  },

  async decode(bytes, model, signature) {
    return await tensorsOfPicture(bytes, { model, signature });
  },

  postprocess: classify,
};

/** A picture, as a file or as pixels, as the classifier takes it. */
export async function tensorsOfPicture(
  picture: Uint8Array | RawPixels,
  { model, signature }: { model: Model; signature: Signature },
): Promise<DecodedInput> {
  const { input } = manifestOf(model);
  if (input.resize !== 'glyph')
    return { tensors: pictureTensor(await decodeResized(picture, input), input, signature), frame: null };
  const pixels = picture instanceof Uint8Array ? await decodePixels(picture, input) : picture;
  const dims = [1, 1, input.height, input.width];
  return { tensors: { [input.tensor]: { datatype: 'float32', dims, data: glyph(pixels) } }, frame: null };
}

/** The scores of one picture → its labels, best first. */
export function classify(outputs: Tensors, params: Params, model: Model): ImageClassificationResult {
  const { output } = manifestOf(model);
  const { topK = output.topK } = params as ImageClassificationParams;
  const raw = outputs[output.tensor]!.data as Float32Array;
  const scores = output.activation === 'softmax' ? softmax(raw) : raw;
  const labels = Array.from(scores, (score, i) => ({ label: model.labels[i]!, score: roundScore(score) }))
    .sort((a, b) => b.score - a.score)
    .slice(0, topK);
  return { labels, certain: (labels[0]?.score ?? 0) >= output.minScore };
}

function manifestOf(model: Model): ImageClassificationManifest {
  if (model.manifest.task !== 'image-classification')
    throw new Error(`${model.manifest.name} is not a classifier`);
  return model.manifest;
}

function checkOutput(signature: Signature, name: string, labels: number): string | undefined {
  const spec = signature.outputs.find((output) => output.name === name);
  if (!spec) return `There is no output "${name}", only ${signature.outputs.map((o) => o.name).join(', ')}`;
  const classes = spec.shape.at(-1);
  return typeof classes === 'string' || classes === labels
    ? undefined
    : `Output "${name}" has ${classes} classes, there are ${labels} labels`;
}
