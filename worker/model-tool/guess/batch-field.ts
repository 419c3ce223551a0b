import type { TrialRun } from './trial-run.ts';

const USUAL_BATCH = 8;

/** How many samples go together, where a trial has shown that any may. */
export function batchField(trial: TrialRun | undefined): { batch?: { maxSize: number } } {
  return trial?.batches ? { batch: { maxSize: USUAL_BATCH } } : {};
}
