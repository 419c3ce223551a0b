import type { Signature, TensorSpec } from '../../../shared/domain/tensor.ts';
import type { PictureInput } from './picture-input.ts';
import type { TrialRun } from './trial-run.ts';

/** What is known of a model that nobody has described yet. */
export type Clues = {
  readonly signature: Signature;
  /** What it has made of noise; undefined where it could not be tried. */
  readonly trial: TrialRun | undefined;
  readonly picture: PictureInput | undefined;
  /** How many labels there are for it; undefined where none were given. */
  readonly labelCount: number | undefined;
};

/** What a manifest may say of a model. */
export type Guess = {
  readonly task: 'image-classification' | 'object-detection' | 'tensors';
  /** The fields of the manifest that follow from it. */
  readonly fields: Record<string, unknown>;
  /** How many labels the manifest needs; null where it needs none. */
  readonly labels: number | null;
  /** What was taken for granted, for whoever can tell. */
  readonly notes: readonly string[];
};

/** The dims of an output as they came out of the trial, else as the file says. */
export function dimsOf(spec: TensorSpec, trial: TrialRun | undefined): readonly (number | string)[] {
  return trial?.outputs[spec.name]?.dims ?? spec.shape;
}
