/** Sleep stages of the AASM manual, in the order in which the models know them. */
export const SLEEP_STAGES = ['W', 'N1', 'N2', 'N3', 'REM'] as const;

export type SleepStage = (typeof SLEEP_STAGES)[number];
