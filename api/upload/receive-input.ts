import { createHash } from 'node:crypto';
import type { BlobStore, BlobWriter } from '../../shared/blobs.ts';
import { AppError } from '../../shared/domain/errors.ts';

/** An input that has arrived whole. */
export type ReceivedInput = {
  /** Hex. */
  readonly sha256: string;
  readonly sizeBytes: number;
  /** The first 64 KiB, to recognise it by. */
  readonly head: Uint8Array;
  /** The last bytes, at least 64 KiB where there are as many. */
  readonly tail: Uint8Array;
  /** All of it, when it is small enough for the row's insert; null when it stands in the blob store. */
  readonly inline: Uint8Array | null;
};

export type InputReceiver = {
  /**
   * Takes the next bytes; await it, so that a slow disk slows the client down.
   *
   * @throws AppError `content-too-large`, `storage-full`
   */
  write(chunk: Uint8Array): Promise<void>;
  /**
   * Makes the input durable, or ready to be so with the insert.
   *
   * @throws AppError `empty-file`
   */
  finish(): Promise<ReceivedInput>;
  /** Drops what has come so far. Safe at any time before the job is inserted, also after `finish`. */
  abort(): Promise<void>;
};

/** Enough to reach the size in the header of nearly every JPEG. */
const HEAD_BYTES = 65_536;

/**
 * Receives one input piece by piece: hashes it, bounds it, and keeps it in memory until it is too large for the
 * insert; from then on it streams to the blob store.
 */
export function receiveInput(
  blobs: BlobStore,
  { jobId, inlineBytes, maxBytes }: { jobId: string; inlineBytes: number; maxBytes: number },
): InputReceiver {
  const hash = createHash('sha256');
  const kept: Uint8Array[] = [];
  let keptBytes = 0;
  let tail: Uint8Array = new Uint8Array(0);
  let sizeBytes = 0;
  let blob: BlobWriter | undefined;
  let isCommitted = false;
  let isAborted = false;
  let underWay: Promise<unknown> = Promise.resolve();

  /** A form goes wrong in one field while its file is still being written: `abort` has to wait for that. */
  function unlessAborted<T>(work: () => Promise<T>): Promise<T> {
    if (isAborted) return Promise.reject(new Error('The upload was given up'));
    const result = work();
    underWay = result;
    return result;
  }

  return {
    write: (chunk) => unlessAborted(() => take(chunk)),
    finish: () => unlessAborted(complete),
    async abort() {
      isAborted = true;
      await Promise.allSettled([underWay]);
      if (isCommitted) await blobs.remove(jobId);
      else await blob?.abort();
    },
  };

  async function take(chunk: Uint8Array): Promise<void> {
    sizeBytes += chunk.length;
    if (sizeBytes > maxBytes)
      throw new AppError('content-too-large', `The file may have at most ${maxBytes} bytes`);
    hash.update(chunk);
    const isInline = sizeBytes <= inlineBytes;
    if (isInline || keptBytes < HEAD_BYTES) {
      kept.push(chunk);
      keptBytes += chunk.length;
    }
    if (isInline) return;
    const unwritten = blob ? chunk : Buffer.concat([...kept.filter((earlier) => earlier !== chunk), chunk]);
    tail =
      unwritten.length >= HEAD_BYTES ? unwritten : Buffer.concat([tail.subarray(-HEAD_BYTES), unwritten]);
    blob ??= await blobs.create(jobId, 'input');
    await blob.write(unwritten);
  }

  async function complete(): Promise<ReceivedInput> {
    if (sizeBytes === 0) throw new AppError('empty-file', 'The file is empty');
    const bytes = kept.length === 1 ? kept[0]! : Buffer.concat(kept);
    const head = bytes.subarray(0, HEAD_BYTES);
    if (blob) await blob.commit();
    isCommitted = blob !== undefined;
    return {
      sha256: hash.digest('hex'),
      sizeBytes,
      head,
      tail: blob ? tail : bytes,
      inline: blob ? null : bytes,
    };
  }
}
