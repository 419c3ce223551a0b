/** The stages of the time ledger, in the order in which a job goes through them. */
export const TIMING_STAGES = [
  'acceptMs',
  'queueMs',
  'batchWaitMs',
  'decodeMs',
  'inferMs',
  'postprocessMs',
  'storeMs',
] as const;

export type TimingStage = (typeof TIMING_STAGES)[number];
