/** A line that is rewritten in place on a terminal, and plain lines that go above it. */
export type StatusLine = {
  /** Shows how things stand. */
  update(line: string): void;
  /** Prints a line that stays. */
  say(line: string): void;
  /** Takes the line away; a second call does nothing. */
  end(): void;
};

const CLEAR_LINE = '\r\x1b[K';

/** Where the stream is no terminal, every line stays. */
export function statusLine(stream: NodeJS.WriteStream): StatusLine {
  let shown = '';
  const put = (text: string): void => {
    stream.write(text);
  };
  return {
    update(line) {
      shown = stream.isTTY ? line.slice(0, stream.columns - 1) : '';
      put(stream.isTTY ? CLEAR_LINE + shown : `${line}\n`);
    },
    say(line) {
      put(shown ? `${CLEAR_LINE}${line}\n${shown}` : `${line}\n`);
    },
    end() {
      if (shown) put(CLEAR_LINE);
      shown = '';
    },
  };
}
