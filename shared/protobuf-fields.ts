import type { FileHandle } from 'node:fs/promises';

/** One length-delimited field of a protobuf message, by where its content lies in the file. */
export type Field = { readonly number: number; readonly start: number; readonly end: number };

const WINDOW_BYTES = 65_536;

/**
 * Reads the structure of a protobuf file without what it holds: a field of a gigabyte costs as much as one of a byte.
 * Source: https://protobuf.dev/programming-guides/encoding
 */
export class ProtobufFile {
  readonly #file: FileHandle;
  readonly #sizeBytes: number;
  #window = Buffer.alloc(0);
  #windowStart = 0;

  constructor(file: FileHandle, sizeBytes: number) {
    this.#file = file;
    this.#sizeBytes = sizeBytes;
  }

  /** The whole file as one message. */
  get root(): Field {
    return { number: 0, start: 0, end: this.#sizeBytes };
  }

  /**
   * The length-delimited fields of a message, in order; all others are passed over.
   *
   * @throws Error when this is no protobuf
   */
  async *fields({ start, end }: Field): AsyncGenerator<Field> {
    let at = start;
    while (at < end) {
      const tag = await this.#varint(at);
      const number = Math.floor(tag.value / 8);
      const type = tag.value % 8;
      if (number === 0) throw malformed();
      if (type === 0) at = (await this.#varint(tag.next)).next;
      else if (type === 1) at = tag.next + 8;
      else if (type === 5) at = tag.next + 4;
      else if (type === 2) {
        const length = await this.#varint(tag.next);
        at = length.next + length.value;
        if (at <= end) yield { number, start: length.next, end: at };
      } else throw malformed();
    }
    if (at !== end) throw malformed();
  }

  /** The content of a field as text. */
  async text({ start, end }: Field): Promise<string> {
    const { buffer, bytesRead } = await this.#file.read(Buffer.alloc(end - start), 0, end - start, start);
    return buffer.subarray(0, bytesRead).toString('utf8');
  }

  async #varint(at: number): Promise<{ value: number; next: number }> {
    let value = 0;
    for (let i = 0; i < 10; i++) {
      const byte = await this.#byte(at + i);
      value += (byte & 0x7f) * 2 ** (7 * i);
      if (byte < 0x80) return { value, next: at + i + 1 };
    }
    throw malformed();
  }

  async #byte(at: number): Promise<number> {
    if (at < this.#windowStart || at >= this.#windowStart + this.#window.length) {
      const { buffer, bytesRead } = await this.#file.read(Buffer.alloc(WINDOW_BYTES), 0, WINDOW_BYTES, at);
      this.#window = buffer.subarray(0, bytesRead);
      this.#windowStart = at;
    }
    const byte = this.#window[at - this.#windowStart];
    if (byte === undefined) throw malformed();
    return byte;
  }
}

function malformed(): Error {
  return new Error('This is no protobuf');
}
