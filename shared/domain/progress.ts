/** How far a job is within a step of its pipeline. It is true for a moment, kept nowhere, and may be lost. */
export type Progress = {
  /** Of the job. */
  readonly id: string;
  readonly attempt: number;
  /** As in `timings.steps`. */
  readonly step: string;
  readonly done: number;
  /** Pictures or cut-outs that the step has of this job. */
  readonly total: number;
};
