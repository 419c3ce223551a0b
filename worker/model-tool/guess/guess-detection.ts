import type { TensorSpec } from '../../../shared/domain/tensor.ts';
import { batchField } from './batch-field.ts';
import { type Clues, dimsOf, type Guess } from './guess.ts';
import type { PictureInput } from './picture-input.ts';
import type { TrialRun } from './trial-run.ts';

/** Of a model that takes pictures of any size. */
const USUAL_SIDE = 640;
/** A model that chooses its objects itself gives few; candidates come in thousands. */
const MOST_CHOSEN = 1000;

type Output = {
  readonly fields: Record<string, unknown>;
  readonly labels: number;
  readonly notes: readonly string[];
};

/**
 * A detector: boxes and scores apart (UltraFace, SSD), rows that hold both (YOLO), or objects that are chosen already.
 *
 * @returns undefined where it is none
 */
export function guessDetection(clues: Clues): Guess | undefined {
  const { picture, trial } = clues;
  if (!picture) return undefined;
  const output = guessBoxesAndScores(clues) ?? guessRows(clues);
  if (!output) return undefined;
  const { input, notes } = pictureFields(picture, output.fields['decoder'] !== 'boxes-and-scores');
  return {
    task: 'object-detection',
    labels: output.labels,
    fields: { input, output: output.fields, ...batchField(trial) },
    notes: [...notes, ...output.notes],
  };
}

function guessBoxesAndScores({ signature, trial, labelCount }: Clues): Output | undefined {
  const specs = signature.outputs.map((spec) => ({ spec, dims: dimsOf(spec, trial) }));
  const rank3 = specs.filter(({ dims }) => dims.length === 3);
  if (specs.length !== 2 || rank3.length !== 2) return undefined;
  const boxes =
    rank3.find(({ spec, dims }) => dims[2] === 4 && /box|loc|reg/i.test(spec.name)) ??
    rank3.find(({ dims }) => dims[2] === 4);
  const scores = rank3.find((other) => other !== boxes);
  const classes = scores?.dims[2];
  if (!boxes || !scores || typeof classes !== 'number' || boxes.dims[1] !== scores.dims[1]) return undefined;
  const hasBackground = labelCount === classes - 1 || (labelCount !== classes && classes === 2);
  return {
    labels: hasBackground ? classes - 1 : classes,
    fields: {
      decoder: 'boxes-and-scores',
      boxes: boxes.spec.name,
      scores: scores.spec.name,
      ...readBoxes(valuesOf(boxes.spec, trial)),
      activation: isShare(valuesOf(scores.spec, trial)) ? 'none' : hasBackground ? 'softmax' : 'sigmoid',
      background: hasBackground ? 0 : null,
    },
    notes: [
      'output.boxFormat, units and activation: from the values of a trial run on noise',
      hasBackground
        ? 'output.background: the first class is taken for "no object"'
        : 'output.background: no class is taken for "no object"',
    ],
  };
}

function guessRows({ signature, trial, labelCount }: Clues): Output | undefined {
  const [spec] = signature.outputs;
  if (!spec || signature.outputs.length > 1) return undefined;
  const [, first, second, ...rest] = dimsOf(spec, trial);
  if (typeof first !== 'number' || typeof second !== 'number' || rest.length > 0) return undefined;
  if (second === 6 && first <= MOST_CHOSEN)
    return {
      labels: labelCount ?? 80,
      fields: { decoder: 'objects', tensor: spec.name, ...readChosen(valuesOf(spec, trial)) },
      notes: ['output.decoder: rows of box, score and class; how many classes the file does not say'],
    };
  const rows = first < second ? 'fields' : 'candidates';
  const numbers = Math.min(first, second);
  // From v8 on there is no objectness, and the rows lie on their side.
  const objectness = labelCount === numbers - 5 || (labelCount !== numbers - 4 && rows === 'candidates');
  const labels = numbers - (objectness ? 5 : 4);
  if (labels < 1 || Math.max(first, second) < 10 * numbers) return undefined;
  return {
    labels,
    fields: { decoder: 'yolo', tensor: spec.name, rows, objectness, ...readRows(spec, trial, rows) },
    notes: [
      `output.decoder: ${numbers} numbers for each of ${Math.max(first, second)} candidates, as YOLO has them`,
      `output.objectness: ${objectness ? 'the fifth number is taken for it, as in v5' : 'none, as from v8 on'}`,
    ],
  };
}

/** Rows of zeros are padding, and tell nothing. */
function readChosen(values: readonly number[] | undefined) {
  const coordinates = values?.filter((value, i) => i % 6 < 4 && value !== 0) ?? [];
  return coordinates.length > 0 ? { units: isRelative(coordinates) ? 'relative' : 'pixels' } : {};
}

function readRows(spec: TensorSpec, trial: TrialRun | undefined, rows: 'fields' | 'candidates') {
  const found = trial?.outputs[spec.name];
  if (!found) return {};
  const [count, numbers] =
    rows === 'fields' ? [found.dims[2]!, found.dims[1]!] : [found.dims[1]!, found.dims[2]!];
  const at = (k: number, field: number) =>
    found.data[rows === 'fields' ? field * count + k : k * numbers + field]!;
  const all = Array.from({ length: count }, (_, k) => k);
  const scores = all.flatMap((k) => Array.from({ length: numbers - 4 }, (_, i) => at(k, 4 + i)));
  const extent = all.flatMap((k) => [at(k, 0), at(k, 1), at(k, 2), at(k, 3)]);
  return {
    units: isRelative(extent) ? 'relative' : 'pixels',
    activation: isShare(scores) ? 'none' : 'sigmoid',
  };
}

function readBoxes(values: readonly number[] | undefined) {
  if (!values) return {};
  const count = values.length / 4;
  const ordered = Array.from({ length: count }, (_, k) => k).filter(
    (k) => values[k * 4 + 2]! >= values[k * 4]! && values[k * 4 + 3]! >= values[k * 4 + 1]!,
  ).length;
  return {
    boxFormat: ordered > 0.9 * count ? 'xyxy' : 'cxcywh',
    units: isRelative(values) ? 'relative' : 'pixels',
  };
}

function pictureFields({ tensor, layout, color, ...size }: PictureInput, letterbox: boolean) {
  const height = size.height ?? USUAL_SIDE;
  const width = size.width ?? USUAL_SIDE;
  return {
    input: {
      kind: 'image',
      tensor,
      layout,
      height,
      width,
      color,
      ...(letterbox && { resize: 'letterbox' }),
    },
    notes: [
      ...(size.height === null ? [`input.height and width: the file takes any, ${height} is usual`] : []),
      'input.mean and std: pixels of 0 to 1; for (x − 127) / 128 write "mean": [0.498], "std": [0.502]',
      letterbox
        ? 'input.resize: the picture keeps its shape, as YOLO was trained; else "stretch"'
        : 'input.resize: the picture is stretched; "letterbox" keeps its shape',
    ],
  };
}

function valuesOf({ name }: TensorSpec, trial: TrialRun | undefined): readonly number[] | undefined {
  return trial?.outputs[name]?.data;
}

/** Whether all are in [0, 1], as scores are and logits are not. */
function isShare(values: readonly number[] | undefined): boolean {
  return values === undefined || values.every((value) => value >= 0 && value <= 1.001);
}

/** Whether coordinates are parts of a side: those in pixels reach far beyond. */
function isRelative(values: readonly number[]): boolean {
  return values.filter((value) => Math.abs(value) <= 2).length > 0.9 * values.length;
}
