import type { Model } from '../../../shared/catalog.ts';
import type { ImageClassificationManifest } from '../../../shared/domain/manifest.ts';
import type { ImageClassificationParams } from '../../../shared/domain/params.ts';
import type { ImageClassificationResult } from '../../../shared/domain/task-result.ts';
import type { Signature } from '../../../shared/domain/tensor.ts';
import { glyph } from '../tensors/glyph.ts';
import { decodePixels, decodeResized } from '../tensors/image.ts';
import { normalize } from '../tensors/normalize.ts';
import { softmax } from '../tensors/softmax.ts';
import type { TaskHandler } from './task.ts';

/** One picture in, labels with scores out. */
export const imageClassification: TaskHandler = {
  check(model, signature) {
    const { input, output } = manifestOf(model);
    const channels = input.color === 'grey' ? 1 : 3;
    return (
      checkInput(signature, input.tensor, [channels, input.height, input.width]) ??
      checkOutput(signature, output.tensor, model.labels.length)
    );
  },

  async decode(bytes, model) {
    const { input } = manifestOf(model);
    const channels = input.color === 'grey' ? 1 : 3;
    const data =
      input.resize === 'glyph'
        ? glyph(await decodePixels(bytes, input))
        : normalize(await decodeResized(bytes, input), {
            mean: input.mean,
            std: input.std,
            order: input.color,
          });
    return { [input.tensor]: { datatype: 'float32', dims: [1, channels, input.height, input.width], data } };
  },

  postprocess(outputs, params, model): ImageClassificationResult {
    const { output } = manifestOf(model);
    const { topK = output.topK } = params as ImageClassificationParams;
    const raw = outputs[output.tensor]!.data as Float32Array;
    const scores = output.activation === 'softmax' ? softmax(raw) : raw;
    const labels = Array.from(scores, (score, i) => ({ label: model.labels[i]!, score: roundScore(score) }))
      .sort((a, b) => b.score - a.score)
      .slice(0, topK);
    return { labels, certain: (labels[0]?.score ?? 0) >= output.minScore };
  },
};

function manifestOf(model: Model): ImageClassificationManifest {
  if (model.manifest.task !== 'image-classification')
    throw new Error(`${model.manifest.name} is not a classifier`);
  return model.manifest;
}

/** Six decimals: what a float32 score can tell, without digits that only cost bytes. */
function roundScore(score: number): number {
  return Math.round(score * 1e6) / 1e6;
}

function checkInput(signature: Signature, name: string, dims: readonly number[]): string | undefined {
  const spec = signature.inputs.find((input) => input.name === name);
  if (!spec) return `There is no input "${name}", only ${signature.inputs.map((i) => i.name).join(', ')}`;
  if (signature.inputs.length > 1)
    return `The model needs ${signature.inputs.length} inputs, a picture gives one`;
  if (spec.datatype !== 'float32') return `Input "${name}" is ${spec.datatype}, not float32`;
  const rest = spec.shape.slice(1);
  const fits =
    spec.shape.length === 4 && dims.every((dim, i) => typeof rest[i] === 'string' || rest[i] === dim);
  return fits
    ? undefined
    : `Input "${name}" is [${spec.shape.join(', ')}], the manifest makes [N, ${dims.join(', ')}]`;
}

function checkOutput(signature: Signature, name: string, labels: number): string | undefined {
  const spec = signature.outputs.find((output) => output.name === name);
  if (!spec) return `There is no output "${name}", only ${signature.outputs.map((o) => o.name).join(', ')}`;
  const classes = spec.shape.at(-1);
  return typeof classes === 'string' || classes === labels
    ? undefined
    : `Output "${name}" has ${classes} classes, there are ${labels} labels`;
}
