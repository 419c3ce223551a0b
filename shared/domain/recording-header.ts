import { type EdfHeader, isEdf, readEdfHeader } from './edf-header.ts';
import { AppError } from './errors.ts';
import { type OpenBciHeader, readOpenBciHeader } from './openbci-header.ts';
import type { RecordingFormat } from './recording-format.ts';

/** What a recording says of itself before its first sample. */
export type RecordingHeader = EdfHeader | OpenBciHeader;

/** Enough of a text recording to reach its first row. */
const TEXT_HEAD_BYTES = 65_536;

/**
 * Recognises a recording by its content and reads its header.
 *
 * @param head the first bytes of the file
 * @returns undefined when the header goes on behind them
 * @throws AppError `unsupported-media-type` when it is none, `invalid-recording` when it is a damaged one
 */
export function readRecordingHeader(head: Uint8Array): RecordingHeader | undefined {
  if (isEdf(head)) return readEdfHeader(head);
  const header = head.includes(0) ? undefined : readOpenBciHeader(head.subarray(0, TEXT_HEAD_BYTES));
  if (header) return header;
  const found = head[0] === 0xff && nameIn(head) === 'BIOSEMI' ? 'is BDF' : 'is not one';
  throw new AppError(
    'unsupported-media-type',
    `This model takes a recording as OpenBCI text, Cyton SD card or EDF; the file ${found}`,
  );
}

/** The media type of a recording, by its content. */
export function recordingMediaType(format: RecordingFormat): string {
  // There is no registered one for EDF.
  return format === 'edf' ? 'application/x-edf' : 'text/csv';
}

function nameIn(head: Uint8Array): string {
  return String.fromCharCode(...head.subarray(1, 8));
}
