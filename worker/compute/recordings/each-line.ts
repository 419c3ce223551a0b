import { AppError } from '../../../shared/domain/errors.ts';

/** No recorder writes longer ones; without a bound a file without line ends would have to fit into memory. */
const LONGEST_LINE_BYTES = 65_536;
const LINE_FEED = 10;

/**
 * Walks over the lines of a text that comes in pieces, without making strings of them.
 *
 * @param skipBytes at the start
 * @param onLine told where in `bytes` a line begins and ends, without its line feed; the bytes are of no use afterwards
 * @throws AppError `invalid-recording` for a line that no recorder writes
 */
export async function eachLine(
  chunks: AsyncIterable<Uint8Array>,
  skipBytes: number,
  onLine: (bytes: Uint8Array, start: number, end: number) => void,
): Promise<void> {
  let rest: Uint8Array = new Uint8Array(0);
  let toSkip = skipBytes;
  for await (const chunk of chunks) {
    const bytes = asBuffer(toSkip > 0 ? chunk.subarray(toSkip) : chunk);
    toSkip -= chunk.length - bytes.length;
    let start = 0;
    let end = bytes.indexOf(LINE_FEED);
    if (rest.length > 0) {
      // Only the line that two pieces share is put together; the rest stays where it is.
      rest = Buffer.concat([rest, bytes.subarray(0, end < 0 ? bytes.length : end)]);
      if (rest.length > LONGEST_LINE_BYTES)
        throw new AppError('invalid-recording', 'The recording has a line that is too long');
      if (end < 0) continue;
      onLine(rest, 0, rest.length);
      start = end + 1;
      end = bytes.indexOf(LINE_FEED, start);
    }
    for (; end >= 0; end = bytes.indexOf(LINE_FEED, start)) {
      onLine(bytes, start, end);
      start = end + 1;
    }
    rest = bytes.subarray(start);
  }
  if (rest.length > 0) onLine(rest, 0, rest.length);
}

/** Its search for a byte is the machine's own. */
function asBuffer(bytes: Uint8Array): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
