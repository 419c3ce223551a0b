import { AppError } from './errors.ts';
import { printable } from './printable.ts';

/** How many volts one of a signal's units is. */
const VOLTS: Readonly<Record<string, number>> = { V: 1, mV: 1e-3, uV: 1e-6, '\xb5V': 1e-6, nV: 1e-9 };

/** One signal of an EDF file; times and texts of EDF+ are a signal, too. */
export type EdfSignal = {
  readonly label: string;
  readonly isAnnotations: boolean;
  /** Whether it is a voltage: volts = offset + scale × digital. */
  readonly isVoltage: boolean;
  readonly scale: number;
  readonly offset: number;
  readonly samplesPerRecord: number;
  /** Where its samples begin in a data record. */
  readonly byteOffset: number;
};

export type EdfHeader = {
  readonly format: 'edf';
  /** Unix seconds, the file's clock taken as UTC. */
  readonly startTime: number;
  readonly headerBytes: number;
  readonly recordBytes: number;
  /** Data records in the file; null when the writer was not closed and it does not say. */
  readonly records: number | null;
  readonly recordSeconds: number;
  /** Whether each record follows upon the one before it; else each says when it begins (EDF+D). */
  readonly isContinuous: boolean;
  readonly signals: readonly EdfSignal[];
};

/** How many bytes of a file its header can take at most: more signals than recorders have. */
export const LONGEST_EDF_HEADER = 256 * 513;

/** A record is in memory as a whole; EDF allows a thousandth of this, recorders more. */
const LONGEST_RECORD = 67_108_864;

/** Whether a file says that it is EDF or EDF+. */
export function isEdf(head: Uint8Array): boolean {
  return text(head, 0, 8) === '0       ';
}

/**
 * Reads and checks the header of an EDF or EDF+ file.
 *
 * Sources: Kemp et al. 1992 (EDF), Kemp and Olivan 2003 (EDF+), https://www.edfplus.info/specs/edfplus.html.
 *
 * @param head the first bytes of the file
 * @returns undefined when the header goes on behind them
 * @throws AppError `invalid-recording` that says which field is wrong
 */
export function readEdfHeader(head: Uint8Array): EdfHeader | undefined {
  if (head.length < 256) throw wrong('the file ends within its header');
  const count = integer(head, 252, 4, 'number of signals');
  const headerBytes = integer(head, 184, 8, 'length of the header');
  const records = integer(head, 236, 8, 'number of data records');
  const recordSeconds = decimal(head, 244, 8, 'duration of a data record');
  if (count < 1 || 256 * (count + 1) > LONGEST_EDF_HEADER) throw wrong(`it has ${count} signals`);
  if (headerBytes !== 256 * (count + 1))
    throw wrong(`its length of ${headerBytes} bytes is not that of ${count} signals`);
  if (records < -1) throw wrong(`it has ${records} data records`);
  if (recordSeconds < 0) throw wrong('a data record has a negative duration');
  const startTime = startOf(text(head, 168, 8), text(head, 176, 8));
  if (head.length < headerBytes) return undefined;
  const signals = signalsOf(head, count);
  const last = signals.at(-1)!;
  const recordBytes = last.byteOffset + 2 * last.samplesPerRecord;
  if (recordBytes > LONGEST_RECORD) throw wrong(`a data record has ${recordBytes} bytes`);
  return {
    format: 'edf',
    startTime,
    headerBytes,
    recordBytes,
    records: records === -1 ? null : records,
    recordSeconds,
    isContinuous: !text(head, 192, 5).startsWith('EDF+D'),
    signals,
  };
}

function signalsOf(head: Uint8Array, count: number): EdfSignal[] {
  // The fields of all signals stand together: all labels, then all transducers, and so on.
  const at = (field: number, width: number, i: number) => 256 + field * count + width * i;
  let byteOffset = 0;
  return Array.from({ length: count }, (_, i) => {
    const label = printable(text(head, at(0, 16, i), 16));
    const name = `of signal ${i} ("${label}")`;
    const [physicalMin, physicalMax] = [104, 112].map((field) =>
      decimal(head, at(field, 8, i), 8, `physical bounds ${name}`),
    ) as [number, number];
    const [digitalMin, digitalMax] = [120, 128].map((field) =>
      integer(head, at(field, 8, i), 8, `digital bounds ${name}`),
    ) as [number, number];
    const samplesPerRecord = integer(head, at(216, 8, i), 8, `samples per record ${name}`);
    const isAnnotations = label === 'EDF Annotations';
    if (samplesPerRecord < 1) throw wrong(`the samples per record ${name} are ${samplesPerRecord}`);
    if (!isAnnotations && (digitalMax <= digitalMin || physicalMax === physicalMin))
      throw wrong(`the bounds ${name} leave no room for samples`);
    const volts = VOLTS[text(head, at(96, 8, i), 8).trim()];
    const scale = ((volts ?? 1) * (physicalMax - physicalMin)) / (digitalMax - digitalMin);
    const offset = (volts ?? 1) * physicalMin - scale * digitalMin;
    const isVoltage = volts !== undefined;
    const signal = { label, isAnnotations, isVoltage, scale, offset, samplesPerRecord, byteOffset };
    byteOffset += 2 * samplesPerRecord;
    return signal;
  });
}

/** `dd.mm.yy` and `hh.mm.ss`; the clipping date of EDF+ is 1985. */
function startOf(date: string, time: string): number {
  const [, day, month, year] = /^(\d\d).(\d\d).(\d\d)$/.exec(date) ?? [];
  const [, hours, minutes, seconds] = /^(\d\d).(\d\d).(\d\d)$/.exec(time) ?? [];
  const full = Number(year) < 85 ? 2000 + Number(year) : 1900 + Number(year);
  const iso = `${full}-${month}-${day}T${hours}:${minutes}:${seconds}Z`;
  const ms = Date.parse(iso);
  // What `Date` corrects, such as the 31st of February, is a mistake as well.
  if (Number.isNaN(ms) || !new Date(ms).toISOString().startsWith(iso.slice(0, -1)))
    throw wrong(`its start "${date} ${time}" is no time`);
  return ms / 1000;
}

function decimal(head: Uint8Array, start: number, length: number, name: string): number {
  const field = text(head, start, length).trim();
  const value = Number(field);
  if (field === '' || !Number.isFinite(value)) throw wrong(`the ${name} is "${field}"`);
  return value;
}

function integer(head: Uint8Array, start: number, length: number, name: string): number {
  const value = decimal(head, start, length, name);
  if (!Number.isInteger(value)) throw wrong(`the ${name} is ${value}`);
  return value;
}

/** The header is ASCII; what is not, some recorders write as Latin-1. */
function text(bytes: Uint8Array, start: number, length: number): string {
  return String.fromCharCode(...bytes.subarray(start, start + length));
}

function wrong(what: string): AppError {
  // What a file says of itself may hold anything.
  return new AppError('invalid-recording', `The EDF header is damaged: ${what.replace(/[^ -~]/g, '?')}`);
}
