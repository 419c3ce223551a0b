import { chooseChannels } from '../shared/domain/choose-channels.ts';
import type { EdfHeader } from '../shared/domain/edf-header.ts';
import { AppError } from '../shared/domain/errors.ts';
import { placeNight } from '../shared/domain/place-night.ts';
import { readRecordingHeader, recordingMediaType } from '../shared/domain/recording-header.ts';
import type { SleepStagingParams } from '../shared/domain/sleep-params.ts';
import type { ReceivedInput } from './upload/receive-input.ts';

/**
 * Holds a recording against the parameters of its job, as far as its header shows it: format, channels, rate, and for
 * EDF its start, its length and whether it is all there.
 *
 * @returns its media type, by content
 * @throws AppError `unsupported-media-type`, `invalid-recording`, `invalid-params`
 */
export function checkRecording(
  { head, sizeBytes }: Pick<ReceivedInput, 'head' | 'sizeBytes'>,
  params: SleepStagingParams,
): string {
  const header = readRecordingHeader(head);
  // With more signals than its first bytes hold; the worker reads it all.
  if (!header && sizeBytes > head.length) return recordingMediaType('edf');
  if (!header) throw new AppError('invalid-recording', 'The file ends within its header');
  chooseChannels(header, params.channels);
  const durationSeconds = header.format === 'edf' ? durationOf(header, sizeBytes) : null;
  placeNight({ startTime: header.startTime, durationSeconds }, params);
  return recordingMediaType(header.format);
}

/** Null for one with gaps, which its records tell of. */
function durationOf(header: EdfHeader, sizeBytes: number): number | null {
  const { headerBytes, recordBytes, recordSeconds, isContinuous } = header;
  const stored = Math.floor((sizeBytes - headerBytes) / recordBytes);
  const records = header.records ?? stored;
  if (stored < records)
    throw new AppError(
      'invalid-recording',
      `The EDF file is cut short: ${records - stored} of ${records} data records are missing`,
    );
  return isContinuous ? records * recordSeconds : null;
}
