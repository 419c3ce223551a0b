import type { ObjectJudgement } from './feedback.ts';

/** Pixels of the upright picture. */
export type Box = readonly [x1: number, y1: number, x2: number, y2: number];

/** One thing that a model has said, or should have said, and what is true of it. */
export type JudgedPart = {
  /** Its place in the result; null for what the result lacks. */
  readonly object: number | null;
  readonly action: ObjectJudgement['action'];
  /** What the model has said; null where it has said nothing. */
  readonly predicted: string | null;
  /** Of what it has said, in [0, 1]; null where it has said nothing. */
  readonly score: number | null;
  /** What it is; null for something that is not there. */
  readonly actual: string | null;
  /** Where it is, xyxy in pixels of the upright picture; null for the whole input. */
  readonly box: Box | null;
  readonly comment: string | null;
};

export type Judged = {
  readonly parts: readonly JudgedPart[];
  /** Whether nothing of the result was left unjudged. */
  readonly verified: boolean;
};
