import type { SleepStagingResult } from '../../shared/domain/sleep-result.ts';

/** The zone in which a night's times are to be read: EDF has a clock without one, which is taken as UTC. */
export function zoneOf({ recording }: SleepStagingResult): string | undefined {
  return recording.format === 'edf' ? 'UTC' : undefined;
}
