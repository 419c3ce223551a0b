import { type Channel, chooseChannels } from '../../../shared/domain/choose-channels.ts';
import { LONGEST_EDF_HEADER } from '../../../shared/domain/edf-header.ts';
import { AppError } from '../../../shared/domain/errors.ts';
import { type Night, placeNight } from '../../../shared/domain/place-night.ts';
import type { RecordingFormat } from '../../../shared/domain/recording-format.ts';
import { type RecordingHeader, readRecordingHeader } from '../../../shared/domain/recording-header.ts';
import type { SleepStagingParams } from '../../../shared/domain/sleep-params.ts';
import { readEdf } from './read-edf.ts';
import { readOpenBci } from './read-openbci.ts';

/** The night of a recording, in two channels. */
export type NightRecording = {
  readonly format: RecordingFormat;
  /** With the end of the night known. */
  readonly night: Night;
  /** Of the whole recording. */
  readonly durationSeconds: number;
  readonly channels: readonly [NightChannel, NightChannel];
};

export type NightChannel = Pick<Channel, 'name' | 'sampleRate'> & {
  /** From bed time to wake-up; NaN where samples are missing. */
  readonly volts: Float64Array;
};

/**
 * Reads the night out of a recording of any format, piece by piece: neither the file nor its text is ever in memory
 * as a whole.
 *
 * @param params of its job
 * @throws AppError `unsupported-media-type`, `invalid-recording`, `invalid-params`
 */
export async function readRecording(
  chunks: AsyncIterable<Uint8Array>,
  params: SleepStagingParams,
): Promise<NightRecording> {
  const { header, all } = await readHead(chunks);
  const channels = chooseChannels(header, params.channels);
  const startTime = header.startTime;
  const planned = placeNight({ startTime, durationSeconds: null }, params);
  const options = { channels, ...planned, skipFirstRow: params.skipFirstRow ?? false };
  const { durationSeconds, volts } =
    header.format === 'edf' ? await readEdf(all, header, options) : await readOpenBci(all, header, options);
  const night = placeNight({ startTime, durationSeconds }, params);
  const channelOf = (i: 0 | 1): NightChannel => {
    const { name, sampleRate } = channels[i];
    return { name, sampleRate, volts: volts[i] };
  };
  return { format: header.format, night, durationSeconds, channels: [channelOf(0), channelOf(1)] };
}

/** Reads as far as the header goes; `all` then begins again at the first byte. */
async function readHead(
  chunks: AsyncIterable<Uint8Array>,
): Promise<{ header: RecordingHeader; all: AsyncIterable<Uint8Array> }> {
  const rest = chunks[Symbol.asyncIterator]();
  const start: Uint8Array[] = [];
  for (let bytes = 0; bytes < LONGEST_EDF_HEADER; ) {
    const { done, value } = await rest.next();
    if (done) break;
    start.push(value);
    bytes += value.length;
  }
  const head = Buffer.concat(start);
  const header = readRecordingHeader(head);
  if (!header) throw new AppError('invalid-recording', 'The file ends within its header');
  async function* all() {
    yield head as Uint8Array;
    yield* { [Symbol.asyncIterator]: () => rest };
  }
  return { header, all: all() };
}
