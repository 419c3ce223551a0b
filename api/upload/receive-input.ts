import { createHash, type Hash, hash } from 'node:crypto';
import type { BlobStore, BlobWriter } from '../../shared/blobs.ts';
import { AppError } from '../../shared/domain/errors.ts';

/** An input that has arrived whole. */
export type ReceivedInput = {
  /** Hex. */
  readonly sha256: string;
  readonly sizeBytes: number;
  /** The first 64 KiB, to recognise it by. */
  readonly head: Uint8Array;
  /** The last bytes, at least 4 KiB where there are as many. */
  readonly tail: Uint8Array;
  /** All of it, when it is small enough for the row's insert; null when it stands in the blob store. */
  readonly inline: Uint8Array | null;
};

export type InputReceiver = {
  /**
   * Takes the next bytes; await what it returns, so that a slow disk slows the client down. What stays in memory is
   * taken at once.
   *
   * @throws AppError `content-too-large`, `storage-full`
   */
  write(chunk: Uint8Array): Promise<void> | undefined;
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
/** Enough for the end of a PNG, and what some programs put behind it. */
const TAIL_BYTES = 4096;

/**
 * Receives one input piece by piece: hashes it, bounds it, and keeps it in memory until it is too large for the
 * insert; from then on it streams to the blob store.
 */
export function receiveInput(
  blobs: BlobStore,
  { jobId, inlineBytes, maxBytes }: { jobId: string; inlineBytes: number; maxBytes: number },
): InputReceiver {
  let hasher: Hash | undefined;
  const kept: Uint8Array[] = [];
  let keptBytes = 0;
  let tail: Uint8Array = new Uint8Array(0);
  let sizeBytes = 0;
  let blob: BlobWriter | undefined;
  let isCommitted = false;
  let isAborted = false;
  let underWay: Promise<unknown> = Promise.resolve();

  return {
    write(chunk) {
      if (isAborted) throw givenUp();
      sizeBytes += chunk.length;
      if (sizeBytes > maxBytes)
        throw new AppError('content-too-large', `The file may have at most ${maxBytes} bytes`);
      const isInline = sizeBytes <= inlineBytes;
      if (isInline || keptBytes < HEAD_BYTES) {
        kept.push(chunk);
        keptBytes += chunk.length;
      }
      return isInline ? undefined : whileUnderWay(store(chunk));
    },
    async finish() {
      if (isAborted) throw givenUp();
      return await whileUnderWay(complete());
    },
    async abort() {
      isAborted = true;
      await Promise.allSettled([underWay]);
      if (isCommitted) await blobs.remove(jobId);
      else await blob?.abort();
    },
  };

  /** A form goes wrong in one field while its file is still being written: `abort` has to wait for that. */
  function whileUnderWay<T>(work: Promise<T>): Promise<T> {
    underWay = work;
    return work;
  }

  async function store(chunk: Uint8Array): Promise<void> {
    const unwritten = blob ? chunk : Buffer.concat([...kept.filter((earlier) => earlier !== chunk), chunk]);
    hasher ??= createHash('sha256');
    hasher.update(unwritten);
    // A copy of a little: a view would keep the whole chunk in memory while the next one comes.
    tail = Buffer.concat([tail, unwritten.subarray(-TAIL_BYTES)]).subarray(-TAIL_BYTES);
    blob ??= await blobs.create(jobId, 'input');
    await blob.write(unwritten);
  }

  async function complete(): Promise<ReceivedInput> {
    if (sizeBytes === 0) throw new AppError('empty-file', 'The file is empty');
    const bytes = kept.length === 1 ? kept[0]! : Buffer.concat(kept);
    if (!blob || !hasher)
      return {
        sha256: hash('sha256', bytes),
        sizeBytes,
        head: bytes.subarray(0, HEAD_BYTES),
        tail: bytes,
        inline: bytes,
      };
    await blob.commit();
    isCommitted = true;
    return {
      sha256: hasher.digest('hex'),
      sizeBytes,
      head: bytes.subarray(0, HEAD_BYTES),
      tail,
      inline: null,
    };
  }
}

function givenUp(): Error {
  return new Error('The upload was given up');
}
