import { LONGEST_EDF_HEADER } from '../../shared/domain/edf-header.ts';
import { readRecordingHeader } from '../../shared/domain/recording-header.ts';

/** What a recording says of itself, as far as it does. */
export type RecordingAbout = {
  /** As a form for times wants it: `2026-11-21T23:00:00`; undefined when the file does not say. */
  readonly start: string | undefined;
  readonly end: string | undefined;
  /** Whether its times are those of a clock without a zone, which is taken as UTC. */
  readonly isUtc: boolean;
};

/**
 * Reads the beginning of a recording.
 *
 * @throws AppError when it is none, or a damaged one
 */
export async function readAbout(file: Blob): Promise<RecordingAbout> {
  const header = readRecordingHeader(new Uint8Array(await file.slice(0, LONGEST_EDF_HEADER).arrayBuffer()));
  const isUtc = header?.format === 'edf';
  const start = header?.startTime ?? undefined;
  const seconds =
    header?.format === 'edf' && header.records !== null ? header.records * header.recordSeconds : 0;
  return {
    start: start === undefined ? undefined : formTime(start, isUtc),
    end: start === undefined || seconds === 0 ? undefined : formTime(start + seconds, isUtc),
    isUtc,
  };
}

/** Unix seconds as the text of a form, in the reader's own zone unless it is to be UTC. */
function formTime(seconds: number, isUtc: boolean): string {
  const date = new Date(seconds * 1000);
  const shifted = isUtc ? date : new Date(date.getTime() - date.getTimezoneOffset() * 60_000);
  return shifted.toISOString().slice(0, 19);
}
