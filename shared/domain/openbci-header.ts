import { AppError } from './errors.ts';
import { printable } from './printable.ts';

export type OpenBciHeader = {
  readonly format: 'openbci-session' | 'openbci-sd';
  /** Unix seconds; null where neither the header nor the first row says it. */
  readonly startTime: number | null;
  /** Hz */
  readonly sampleRate: number;
  /** Names of the EEG channels, and in which column of a row each stands. */
  readonly channels: readonly { readonly name: string; readonly column: number }[];
  /** Where the first row with samples begins, in bytes. */
  readonly dataStart: number;
};

/** The SD card of the Cyton is written at this rate, in Hz, and does not say so. */
const SD_RATE = 250;
const SD_ROW = /^[0-9A-F]{2}(,[0-9A-F]{6}){8}/i;
const CYTON_CHANNELS = 8;
/** Where no line names the columns, three of acceleration follow upon the channels. */
const ACCELERATION_COLUMNS = 3;

/**
 * Recognises a text recording of OpenBCI by its content: a session of the GUI (any version), what the GUI converts from
 * an SD card, or the hexadecimal rows of the card itself. Blank lines and the number of header lines mean nothing.
 *
 * @param head the first bytes of the file, the first row with samples among them
 * @returns undefined when it is none
 * @throws AppError `invalid-recording` when it is one without a sample rate, or without samples
 */
export function readOpenBciHeader(head: Uint8Array): OpenBciHeader | undefined {
  const lines = linesOf(head);
  const comments = lines.filter(({ text }) => text.startsWith('%')).map(({ text }) => text);
  const firstRow = lines.find(({ text }) => /^[\s\d+-]/.test(text) && hasSamples(text));
  const isSession = comments.some((text) => /OpenBCI|OBCI|E[EX]G data/i.test(text));
  const hexRow = lines.find(({ text }) => SD_ROW.test(text));
  if (hexRow && !isSession)
    return {
      format: 'openbci-sd',
      startTime: null,
      sampleRate: SD_RATE,
      channels: numbered(CYTON_CHANNELS),
      dataStart: hexRow.start,
    };
  if (!isSession) return undefined;
  const sampleRate = Number(field(comments, /^%\s*Sample Rate\s*=\s*([\d.]+)/i));
  if (!(sampleRate > 0))
    throw new AppError('invalid-recording', 'The recording has no line "%Sample Rate = … Hz"');
  if (!firstRow) throw new AppError('invalid-recording', 'The recording has no row with samples');
  const names = namesOf(lines, firstRow.start);
  const cells = firstRow.text.split(',');
  const declared = Number(field(comments, /^%\s*Number of channels\s*=\s*(\d+)/i));
  return {
    format: 'openbci-session',
    startTime: timestampOf(names, cells),
    sampleRate,
    channels:
      channelsOf(names) ??
      numbered(Math.min(declared || cells.length - 1 - ACCELERATION_COLUMNS, cells.length - 1)),
    dataStart: firstRow.start,
  };
}

/** Lines with where each begins; a line that the bytes cut short is not one yet, but for the last of a file. */
function linesOf(head: Uint8Array): { text: string; start: number }[] {
  const whole = Buffer.from(head.buffer, head.byteOffset, head.byteLength).toString('latin1');
  let start = 0;
  return whole.split('\n').map((line) => {
    const at = start;
    start += line.length + 1;
    return { text: line.replace(/^\xef\xbb\xbf/, '').trim(), start: at };
  });
}

/** A row holds the number of a sample and at least two numbers besides. */
function hasSamples(text: string): boolean {
  const [, ...cells] = text.split(',');
  return (
    cells.length >= 2 && cells.slice(0, 2).every((cell) => /^\s*[+-]?[\d.]+(e[+-]?\d+)?\s*$/i.test(cell))
  );
}

function field(comments: readonly string[], pattern: RegExp): string | undefined {
  return comments.map((text) => pattern.exec(text)?.[1]).find((found) => found !== undefined);
}

/** The line that names the columns, where there is one. */
function namesOf(lines: readonly { text: string; start: number }[], end: number): string[] | undefined {
  const line = lines.find(({ text, start }) => start < end && /^[a-z]/i.test(text) && text.includes(','));
  return line?.text.split(',').map(printable);
}

function channelsOf(names: readonly string[] | undefined) {
  const found = (names ?? []).flatMap((name, column) =>
    /^E[EX]G Channel/i.test(name) ? [{ name, column }] : [],
  );
  return found.length > 0 ? found : undefined;
}

function numbered(count: number) {
  return Array.from({ length: Math.max(2, count) }, (_, i) => ({ name: `EXG Channel ${i}`, column: i + 1 }));
}

function timestampOf(names: readonly string[] | undefined, cells: readonly string[]): number | null {
  const column = names?.indexOf('Timestamp') ?? -1;
  const seconds = Number(cells[column]);
  // Older versions count from the start of the GUI instead.
  return seconds > 1e9 && seconds < 1e11 ? seconds : null;
}
