import type { Hypnogram } from './hypnogram.ts';
import { EPOCH_SECONDS, type SleepStage } from './sleep-report.ts';

/** The texts that EDF+ has for the stages, https://www.edfplus.info/specs/edftexts.html */
const TEXTS = {
  W: 'Sleep stage W',
  N1: 'Sleep stage N1',
  N2: 'Sleep stage N2',
  N3: 'Sleep stage N3',
  REM: 'Sleep stage R',
} as const satisfies Record<SleepStage, string>;

const MONTHS = ['JAN', 'FEB', 'MAR', 'APR', 'MAY', 'JUN', 'JUL', 'AUG', 'SEP', 'OCT', 'NOV', 'DEC'];
const HEADER_BYTES = 512;
/** The most that EDF allows a data record. */
const MOST_RECORD_BYTES = 61_440;

/**
 * A hypnogram as an EDF+ file of annotations alone, which readers of EDF+ lay over the recording: one annotation for
 * each run of equal stages. The clock of the file is UTC.
 *
 * Source: Kemp and Olivan 2003, sections 2.1 and 2.2.
 */
export function hypnogramEdf({ timestamps, stages }: Hypnogram): Uint8Array<ArrayBuffer> {
  const bedTime = timestamps[0] ?? 0;
  const start = Math.floor(bedTime);
  const records = recordsOf(runsOf(stages).map((run) => annotation(run, bedTime - start)));
  const recordBytes = 2 * Math.ceil(Math.max(...records.map(({ length }) => length)) / 2);
  const file = new Uint8Array(HEADER_BYTES + records.length * recordBytes);
  const encoder = new TextEncoder();
  file.set(encoder.encode(header(new Date(start * 1000), records.length, recordBytes / 2)));
  for (const [i, record] of records.entries())
    file.set(encoder.encode(record), HEADER_BYTES + i * recordBytes);
  return file;
}

type Run = { readonly first: number; readonly epochs: number; readonly stage: SleepStage };

function runsOf(stages: readonly SleepStage[]): Run[] {
  const starts = stages.flatMap((stage, i) => (stage === stages[i - 1] ? [] : [i]));
  return starts.map((first, i) => ({
    first,
    epochs: (starts[i + 1] ?? stages.length) - first,
    stage: stages[first]!,
  }));
}

function annotation({ first, epochs, stage }: Run, offset: number): string {
  const onset = Number((offset + first * EPOCH_SECONDS).toFixed(3));
  return `+${onset}\x15${epochs * EPOCH_SECONDS}\x14${TEXTS[stage]}\x14\0`;
}

/** Each record begins with its own time, and has a duration of zero: so all begin with the recording. */
function recordsOf(annotations: readonly string[]): string[] {
  const records = ['+0\x14\x14\0'];
  for (const text of annotations) {
    if (records.at(-1)!.length + text.length > MOST_RECORD_BYTES) records.push('+0\x14\x14\0');
    records[records.length - 1] += text;
  }
  return records;
}

function header(start: Date, records: number, samplesPerRecord: number): string {
  const iso = start.toISOString();
  const [year, month, day] = iso.slice(0, 10).split('-') as [string, string, string];
  const field = (value: string | number, width: number) => String(value).padEnd(width).slice(0, width);
  return [
    field('0', 8),
    field('X X X X', 80),
    field(`Startdate ${day}-${MONTHS[Number(month) - 1]}-${year} X X Penstock`, 80),
    field(`${day}.${month}.${year.slice(2)}`, 8),
    field(iso.slice(11, 19).replaceAll(':', '.'), 8),
    field(HEADER_BYTES, 8),
    field('EDF+C', 44),
    field(records, 8),
    field(0, 8),
    field(1, 4),
    field('EDF Annotations', 16),
    field('', 80),
    field('', 8),
    field(-1, 8),
    field(1, 8),
    field(-32_768, 8),
    field(32_767, 8),
    field('', 80),
    field(samplesPerRecord, 8),
    field('', 32),
  ].join('');
}
