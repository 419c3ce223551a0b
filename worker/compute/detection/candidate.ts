import type { Box } from '../tensors/frame.ts';

/** Something that a model may have found: where in its input tensor, how surely, and of which class. */
export type Candidate = {
  /** xyxy in pixels of the tensor. */
  readonly box: Box;
  /** In [0, 1]. */
  readonly score: number;
  /** Index into the labels. */
  readonly label: number;
};

/** The tensor that a model has taken, pixels. */
export type InputSize = { readonly height: number; readonly width: number };
