import { z } from 'zod';
import { SLEEP_STAGES, type SleepStage } from './sleep-stages.ts';

export { SLEEP_STAGES, type SleepStage };

/** A night is scored in pieces of this many seconds. */
export const EPOCH_SECONDS = 30;

const orNull = (description: string) => z.number().nullable().meta({ description });
const seconds = (description: string) => z.number().meta({ description });

/** What a night was like. Times are Unix seconds, durations seconds; null where there was no sleep, or no REM. */
export const sleepReportSchema = z
  .object({
    sleepOnset: orNull('When the first epoch of sleep began'),
    sleepOffset: orNull('When the last epoch of sleep ended'),
    remOnset: orNull('When the first epoch of REM began'),
    sleepLatency: orNull('Bed time to sleep onset'),
    remLatency: orNull('Sleep onset to the first REM'),
    awakenings: z.int().meta({
      description: 'How often sleep was followed by wake, the end of a night that ends asleep included',
    }),
    stageShifts: z
      .int()
      .meta({ description: 'How often the stage changed, the end of a night that ends asleep included' }),
    sleepTime: seconds('Sleep onset to sleep offset'),
    efficientSleepTime: seconds('Of that, asleep'),
    WASO: seconds('Of that, awake: wake after sleep onset'),
    wakeAfterSleepOffset: seconds('Awake after sleep offset'),
    sleepEfficiency: z.number().min(0).max(1).meta({ description: 'Part of the time in bed that was slept' }),
    WTime: seconds('In stage W'),
    N1Time: seconds('In stage N1'),
    N2Time: seconds('In stage N2'),
    N3Time: seconds('In stage N3'),
    REMTime: seconds('In stage REM'),
  })
  .meta({ id: 'SleepReport', description: 'Times are Unix seconds, durations seconds' });

export type SleepReport = z.output<typeof sleepReportSchema>;

/**
 * Sums a night up.
 *
 * @param stages one per epoch, from bed time on
 * @param bedtime Unix seconds
 */
export function sleepReport(stages: readonly SleepStage[], bedtime: number): SleepReport {
  const isAsleep = stages.map((stage) => stage !== 'W');
  const first = isAsleep.indexOf(true);
  const last = isAsleep.lastIndexOf(true);
  const firstRem = stages.indexOf('REM');
  const hasSlept = first >= 0;
  const hasDreamt = firstRem >= 0;
  const asleep = isAsleep.filter(Boolean).length;
  const endsAsleep = isAsleep.at(-1) === true ? 1 : 0;
  const secondsOf = (stage: SleepStage) => stages.filter((s) => s === stage).length * EPOCH_SECONDS;
  const at = (epoch: number) => bedtime + epoch * EPOCH_SECONDS;

  const sleepTime = hasSlept ? (last + 1 - first) * EPOCH_SECONDS : 0;
  const efficientSleepTime = asleep * EPOCH_SECONDS;
  return {
    sleepOnset: hasSlept ? at(first) : null,
    sleepOffset: hasSlept ? at(last + 1) : null,
    remOnset: hasDreamt ? at(firstRem) : null,
    sleepLatency: hasSlept ? first * EPOCH_SECONDS : null,
    remLatency: hasDreamt ? (firstRem - first) * EPOCH_SECONDS : null,
    awakenings: isAsleep.filter((sleeps, i) => !sleeps && isAsleep[i - 1]).length + endsAsleep,
    stageShifts: stages.filter((stage, i) => i > 0 && stage !== stages[i - 1]).length + endsAsleep,
    sleepTime,
    efficientSleepTime,
    WASO: sleepTime - efficientSleepTime,
    wakeAfterSleepOffset: hasSlept ? (stages.length - 1 - last) * EPOCH_SECONDS : 0,
    sleepEfficiency: stages.length > 0 ? asleep / stages.length : 0,
    WTime: secondsOf('W'),
    N1Time: secondsOf('N1'),
    N2Time: secondsOf('N2'),
    N3Time: secondsOf('N3'),
    REMTime: secondsOf('REM'),
  };
}
