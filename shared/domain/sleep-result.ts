import { z } from 'zod';
import { RECORDING_FORMATS } from './recording-format.ts';
import { EPOCH_SECONDS, SLEEP_STAGES, sleepReportSchema } from './sleep-report.ts';

const unixSeconds = (description: string) =>
  z.number().meta({ description: `${description}; Unix seconds`, example: 1_582_441_980 });

const spectrogramSchema = z.object({
  frequencies: z.array(z.number()).meta({ description: 'Hz, 0.78125 … 29.6875' }),
  channels: z
    .array(
      z.object({
        name: z.string(),
        decibels: z
          .array(z.array(z.number()))
          .meta({ description: 'Per epoch and frequency, 10·log10 of V²/Hz, two decimals' }),
      }),
    )
    .length(2),
});

const recordingSchema = z.object({
  format: z.enum(RECORDING_FORMATS),
  startTime: unixSeconds('When the recording began'),
  endTime: unixSeconds('When it ended'),
  bedTime: unixSeconds('Start of the first epoch'),
  wakeUpTime: unixSeconds('End of the night; what is left behind the last whole epoch was left out'),
  channels: z
    .array(z.object({ name: z.string(), sampleRate: z.number().meta({ description: 'Hz' }) }))
    .length(2)
    .meta({ description: 'Those that were read, in the order of the spectrogram' }),
  missingSeconds: z.number().meta({
    description:
      'Between bed time and wake-up, of the worse channel: gaps, rows without numbers, values that do not change for a second',
  }),
  missingEpochs: z.array(z.int()).meta({
    description:
      'Places of the epochs that more than half was missing of: their stage follows from their neighbours',
  }),
});

/** A night, scored in epochs of 30 seconds from bed time on. */
export const sleepStagingResultSchema = z
  .object({
    epochSeconds: z.literal(EPOCH_SECONDS),
    stages: z.array(z.enum(SLEEP_STAGES)).meta({ description: 'One per epoch, smoothed' }),
    probabilities: z.array(z.array(z.number().min(0).max(1)).length(SLEEP_STAGES.length)).meta({
      description: `Per epoch, of ${SLEEP_STAGES.join(', ')}, as the model gives them before smoothing`,
    }),
    report: sleepReportSchema,
    spectrogram: spectrogramSchema,
    recording: recordingSchema,
    subject: z.object({ age: z.int().nullable(), sex: z.enum(['F', 'M']).nullable() }),
  })
  .meta({ id: 'SleepStagingResult' });

export type SleepStagingResult = z.output<typeof sleepStagingResultSchema>;
