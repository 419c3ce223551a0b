import { AppError } from '../../../shared/domain/errors.ts';
import type { OpenBciHeader } from '../../../shared/domain/openbci-header.ts';
import { eachLine } from './each-line.ts';
import { parseDecimal } from './parse-decimal.ts';
import { parseHex24 } from './parse-hex24.ts';
import type { ReadOptions, ReadSamples } from './read-options.ts';
import { checkSampleCount } from './read-options.ts';
import { SampleStore } from './sample-store.ts';

const [COMMA, PERCENT, SPACE, CARRIAGE_RETURN] = [44, 37, 32, 13];

/** Microvolts of the GUI. Cyton SD: a 24-bit converter with a reference of 4.5 V and a gain of 24. */
const PARSE_VOLTS = {
  'openbci-session': (bytes: Uint8Array, start: number, end: number) =>
    parseDecimal(bytes, start, end) * 1e-6,
  'openbci-sd': (bytes: Uint8Array, start: number, end: number) =>
    (parseHex24(bytes, start, end) * (4.5 / (2 ** 23 - 1))) / 24,
} as const;

/**
 * Reads two columns of a text recording. Every row is a sample, whatever it holds: one without numbers is missing, so
 * that the time of those behind it stays right. Lost packets leave no row and are not seen.
 *
 * @throws AppError `invalid-recording`
 */
export async function readOpenBci(
  chunks: AsyncIterable<Uint8Array>,
  header: OpenBciHeader,
  { channels, from, to, skipFirstRow }: ReadOptions,
): Promise<ReadSamples> {
  const { sampleRate } = header;
  const parseVolts = PARSE_VOLTS[header.format];
  const stores = [new SampleStore(), new SampleStore()] as const;
  const [first, second] = channels;
  const [low, high] = first.place < second.place ? stores : ([stores[1], stores[0]] as const);
  const [lowColumn, highColumn] = [Math.min(first.place, second.place), Math.max(first.place, second.place)];
  const [begin, end] = [Math.round(from * sampleRate), Math.round(to * sampleRate)];
  let row = skipFirstRow ? -1 : 0;
  await eachLine(chunks, header.dataStart, (bytes, start, lineEnd) => {
    if (isNoRow(bytes, start, lineEnd)) return;
    const index = row++;
    if (index < begin || index >= end) return;
    checkSampleCount(low.length);
    const lowCell = skipCommas(bytes, start, lineEnd, lowColumn);
    const lowEnd = endOfCell(bytes, lowCell, lineEnd);
    const highCell = skipCommas(bytes, lowEnd, lineEnd, highColumn - lowColumn);
    low.push(parseVolts(bytes, lowCell, lowEnd));
    high.push(parseVolts(bytes, highCell, endOfCell(bytes, highCell, lineEnd)));
  });
  if (row <= 0) throw new AppError('invalid-recording', 'The recording has no row with samples');
  return { durationSeconds: row / sampleRate, volts: [stores[0].take(), stores[1].take()] };
}

/** Comments, and lines with nothing but an end. */
function isNoRow(bytes: Uint8Array, start: number, end: number): boolean {
  if (start === end || bytes[start] === PERCENT) return true;
  for (let at = start; at < end; at++) if (bytes[at] !== SPACE && bytes[at] !== CARRIAGE_RETURN) return false;
  return true;
}

/** The byte behind so many commas; the end of the line, where a cell is empty, when it has less. */
function skipCommas(bytes: Uint8Array, start: number, end: number, count: number): number {
  let at = start;
  for (let left = count; left > 0 && at < end; at++) if (bytes[at] === COMMA) left--;
  return at;
}

function endOfCell(bytes: Uint8Array, start: number, end: number): number {
  let at = start;
  while (at < end && bytes[at] !== COMMA) at++;
  return at;
}
