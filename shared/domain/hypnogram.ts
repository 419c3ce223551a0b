import { z } from 'zod';
import { EPOCH_SECONDS, SLEEP_STAGES } from './sleep-report.ts';
import type { SleepStagingResult } from './sleep-result.ts';

/** The stages of a night over time; as many times as stages. */
export const hypnogramSchema = z
  .object({
    epochSeconds: z.literal(EPOCH_SECONDS),
    timestamps: z.array(z.number()).meta({ description: 'When each epoch begins, Unix seconds' }),
    stages: z.array(z.enum(SLEEP_STAGES)),
  })
  .meta({ id: 'Hypnogram' });

export type Hypnogram = z.output<typeof hypnogramSchema>;

/** The hypnogram of a result, from bed time on. */
export function hypnogramOf({ stages, recording }: SleepStagingResult): Hypnogram {
  return {
    epochSeconds: EPOCH_SECONDS,
    timestamps: stages.map((_, epoch) => recording.bedTime + epoch * EPOCH_SECONDS),
    stages,
  };
}

/** A hypnogram as RFC 4180 has it: a header, then a line for each epoch. */
export function hypnogramCsv({ timestamps, stages }: Hypnogram): string {
  const rows = stages.map((stage, epoch) => {
    const time = new Date(timestamps[epoch]! * 1000).toISOString();
    return [epoch, epoch * EPOCH_SECONDS, time, stage].join(',');
  });
  return `${['epoch,onset_seconds,time,stage', ...rows].join('\r\n')}\r\n`;
}
