import { batchField } from './batch-field.ts';
import { type Clues, dimsOf, type Guess } from './guess.ts';
import type { PictureInput } from './picture-input.ts';

/** As most classifiers of photographs were trained. Source: torchvision's reference presets. */
const IMAGENET = { mean: [0.485, 0.456, 0.406], std: [0.229, 0.224, 0.225] };
/** Of a model that takes pictures of any size. */
const USUAL_SIDE = 224;

/**
 * A classifier: one output of one row of scores.
 *
 * @returns undefined where it is none
 */
export function guessClassification({ signature, trial, picture }: Clues): Guess | undefined {
  const [output] = signature.outputs;
  if (!picture || !output || signature.outputs.length > 1) return undefined;
  const dims = dimsOf(output, trial);
  const classes = dims[1];
  const isRow = dims.length === 2 || (dims.length === 4 && dims[2] === 1 && dims[3] === 1);
  if (!isRow || typeof classes !== 'number' || classes < 2) return undefined;
  const scores = trial?.outputs[output.name]?.data;
  const isSoftmax = scores !== undefined && isDistribution(scores);
  const { input, notes } = pictureFields(picture, classes);
  return {
    task: 'image-classification',
    labels: classes,
    fields: {
      input,
      output: { tensor: output.name, activation: isSoftmax ? 'none' : 'softmax' },
      ...batchField(trial),
    },
    notes: [
      ...notes,
      scores
        ? `output.activation: the scores of a trial run ${isSoftmax ? 'add up to 1 already' : 'do not add up to 1, so they are taken for logits'}`
        : 'output.activation: it could not be tried, softmax is what most need',
    ],
  };
}

function pictureFields({ tensor, datatype, layout, color, ...size }: PictureInput, classes: number) {
  const height = size.height ?? USUAL_SIDE;
  const width = size.width ?? USUAL_SIDE;
  const base = { kind: 'image', tensor, layout, height, width, color };
  const notes =
    size.height === null ? [`input.height and width: the file takes any, ${height} is usual`] : [];
  const isCharacter = color === 'grey' && height === 28 && width === 28 && classes === 10;
  if (isCharacter)
    return {
      input: { ...base, resize: 'glyph' },
      notes: [...notes, 'input.resize: 28×28 grey and 10 classes are taken for drawn digits; else "stretch"'],
    };
  const isPhoto = color === 'rgb' && datatype === 'float32';
  return {
    input: {
      ...base,
      resize: 'cover',
      ...(isPhoto && height === width && { shortestSide: Math.round((height * 256) / 224) }),
      ...(isPhoto && IMAGENET),
    },
    notes: [
      ...notes,
      ...(isPhoto ? ['input.mean and std: those of ImageNet; [0] and [1] where it takes 0 to 1'] : []),
      ...(color === 'rgb' ? ['input.color: rgb; "bgr" for models that were trained with OpenCV'] : []),
      'input.resize: the centre of the picture; "stretch" or "letterbox" show the model all of it',
    ],
  };
}

function isDistribution(scores: readonly number[]): boolean {
  const sum = scores.reduce((total, score) => total + score, 0);
  return scores.every((score) => score >= 0) && Math.abs(sum - 1) < 0.01;
}
