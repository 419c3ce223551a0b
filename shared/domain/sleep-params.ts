import { z } from 'zod';
import { EPOCH_SECONDS } from './sleep-report.ts';

/** In Unix seconds, this is in the year 5138; what is more was meant in milliseconds. */
const LATEST = 100_000_000_000;

const instant = z.union(
  [
    z.number().min(0).max(LATEST, 'must be Unix seconds, not milliseconds'),
    z.iso.datetime({ offset: true }).transform((text) => Date.parse(text) / 1000),
  ],
  'must be Unix seconds, or RFC 3339 with its offset: "2026-11-21T23:00:00Z"',
);

/** What a sleep-staging job takes besides the recording; times in Unix seconds once parsed. */
export const sleepStagingParamsSchema = z
  .strictObject({
    streamStart: instant.optional().meta({
      description:
        'When the recording began, Unix seconds or RFC 3339; needed where the file does not say. EDF does, in a clock without a zone, taken as UTC',
    }),
    bedTime: instant.optional().meta({ description: 'The start of the recording when absent' }),
    wakeUp: instant.optional().meta({ description: 'The end of the recording when absent' }),
    age: z.int().min(0).max(125).optional().meta({ description: 'Years; comes back with the result' }),
    sex: z.enum(['F', 'M']).optional().meta({ description: 'Comes back with the result' }),
    channels: z
      .array(z.union([z.string().min(1).max(64), z.int().min(0).max(1023)]))
      .length(2)
      .optional()
      .meta({
        description:
          'The two EEG channels, Fpz-Cz and Pz-Oz or nearest to them: names, or places from 0. By default those of EDF with these names, the first two of OpenBCI',
      }),
    skipFirstRow: z.boolean().optional().meta({
      description: 'Leaves out the first row of a text recording, for figures that are to equal older ones',
    }),
  })
  .check(({ value, issues }) => {
    const { streamStart, bedTime, wakeUp, channels } = value;
    const from = bedTime ?? streamStart;
    const refuse = (path: string, message: string) =>
      issues.push({ code: 'custom', input: value, path: [path], message });
    if (streamStart !== undefined && bedTime !== undefined && bedTime < streamStart)
      refuse('bedTime', 'is before streamStart');
    if (from !== undefined && wakeUp !== undefined && wakeUp - from < EPOCH_SECONDS)
      refuse('wakeUp', `must be at least ${EPOCH_SECONDS} seconds after bedTime`);
    if (channels && channels[0] === channels[1]) refuse('channels', 'must be two different ones');
  })
  .meta({ id: 'SleepStagingParams' });

export type SleepStagingParams = z.output<typeof sleepStagingParamsSchema>;
