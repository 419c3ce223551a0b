/** In the order in which they run and are reported. */
export const SCENARIO_NAMES = [
  'tiny',
  'accept',
  'photo',
  'big',
  'idle-latency',
  'burst1000',
  'burst10000',
  'upload-flood',
  'reads',
  'followers',
  'two-workers',
  'full-table',
  'fair',
  'batching',
  'scale',
] as const;

export type ScenarioName = (typeof SCENARIO_NAMES)[number];
