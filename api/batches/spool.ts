import { createHash } from 'node:crypto';
import { type FileHandle, mkdir, open, unlink } from 'node:fs/promises';
import path from 'node:path';
import { AppError } from '../../shared/domain/errors.ts';
import { newJobId } from '../../shared/domain/job-id.ts';
import { orStorageFull } from '../../shared/storage-full.ts';

const READ_BYTES = 65_536;

/**
 * A file without a name that a request's files are laid down in until it is known that all of them can be taken. It is
 * gone when it is closed, and when the process dies.
 */
export class Spool {
  readonly #file: FileHandle;
  readonly #mostBytes: number;
  readonly #hash = createHash('sha256');
  #sizeBytes = 0;

  private constructor(file: FileHandle, mostBytes: number) {
    this.#file = file;
    this.#mostBytes = mostBytes;
  }

  /** @throws AppError `storage-full` */
  static async open(dataDir: string, { mostBytes }: { mostBytes: number }): Promise<Spool> {
    return await orStorageFull(async () => {
      await mkdir(dataDir, { recursive: true });
      const name = path.join(dataDir, `batch-${newJobId()}.spool`);
      const file = await open(name, 'wx+', 0o600);
      await unlink(name);
      return new Spool(file, mostBytes);
    });
  }

  get fd(): number {
    return this.#file.fd;
  }

  get sizeBytes(): number {
    return this.#sizeBytes;
  }

  /** Appends; await it, so that a slow disk slows the client down. @throws AppError `content-too-large`, `storage-full` */
  async write(chunk: Uint8Array): Promise<void> {
    if (this.#sizeBytes + chunk.length > this.#mostBytes)
      throw new AppError('content-too-large', `A batch may have at most ${this.#mostBytes} bytes`);
    this.#hash.update(chunk);
    for (let offset = 0; offset < chunk.length; ) {
      const at = this.#sizeBytes + offset;
      const { bytesWritten } = await orStorageFull(() =>
        this.#file.write(chunk, offset, chunk.length - offset, at),
      );
      offset += bytesWritten;
    }
    this.#sizeBytes += chunk.length;
  }

  /** Hashes what is no byte of a file, and tells one request from another all the same. */
  note(text: string): void {
    this.#hash.update(text);
  }

  /** Hex SHA-256 of all that was written and noted. To be asked for once. */
  digest(): string {
    return this.#hash.digest('hex');
  }

  /** The bytes from `start` on. */
  async *read(start: number, sizeBytes: number): AsyncGenerator<Uint8Array> {
    for (let at = start; at < start + sizeBytes; ) {
      const most = Math.min(READ_BYTES, start + sizeBytes - at);
      const { bytesRead, buffer } = await this.#file.read(Buffer.allocUnsafe(most), 0, most, at);
      if (bytesRead === 0) throw new Error(`The spool has ended at ${at}`);
      yield buffer.subarray(0, bytesRead);
      at += bytesRead;
    }
  }

  async close(): Promise<void> {
    await this.#file.close();
  }
}
