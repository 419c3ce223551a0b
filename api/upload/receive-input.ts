import { createHash, type Hash, hash } from 'node:crypto';
import type { BlobStore, BlobWriter } from '../../shared/blobs.ts';
import { AppError } from '../../shared/domain/errors.ts';
import { type SniffedImage, sniffImage } from '../../shared/domain/image-header.ts';

/** An input that has arrived whole. */
export type ReceivedInput = {
  /** Hex. */
  readonly sha256: string;
  readonly sizeBytes: number;
  /** What its first 64 KiB show of it; undefined when it is no image. */
  readonly image: SniffedImage | undefined;
  /** The first bytes, at least 16 KiB where there are as many. */
  readonly head: Uint8Array;
  /** The last bytes, at least 4 KiB where there are as many. */
  readonly tail: Uint8Array;
  /** All of it, when it is small enough for the row's insert; null when it stands in the blob store. */
  readonly inline: Uint8Array | null;
};

export type InputReceiver = {
  /** Most bytes that it takes. */
  readonly maxBytes: number;
  /** Takes so many from now on, for a model that takes more than others do. */
  allow(maxBytes: number): void;
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
const SNIFFED_BYTES = 65_536;
/** Enough for the header of a recording with sixty signals. */
const HEAD_BYTES = 16_384;
/** Enough for the end of a PNG, and what some programs put behind it. */
const TAIL_BYTES = 4096;

/**
 * Receives one input piece by piece: hashes it, bounds it, and keeps it in memory until it is too large for the
 * insert; from then on it streams to the blob store.
 */
export function receiveInput(
  blobs: BlobStore,
  { jobId, inlineBytes, ...bounds }: { jobId: string; inlineBytes: number; maxBytes: number },
): InputReceiver {
  let { maxBytes } = bounds;
  let hasher: Hash | undefined;
  let kept: Uint8Array[] = [];
  let keptBytes = 0;
  let seen: Pick<ReceivedInput, 'image' | 'head'> | undefined;
  let tail: Uint8Array = new Uint8Array(0);
  let sizeBytes = 0;
  let blob: BlobWriter | undefined;
  let isCommitted = false;
  let isAborted = false;
  let underWay: Promise<unknown> = Promise.resolve();

  return {
    get maxBytes() {
      return maxBytes;
    },
    allow(bytes) {
      maxBytes = bytes;
    },
    write(chunk) {
      if (isAborted) throw givenUp();
      sizeBytes += chunk.length;
      if (sizeBytes > maxBytes)
        throw new AppError('content-too-large', `The file may have at most ${maxBytes} bytes`);
      const isInline = sizeBytes <= inlineBytes;
      if (isInline || !seen) {
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
    // The first time, with what was kept in memory until then; piece by piece, because many do this at once.
    const unwritten = blob ? [chunk] : kept;
    if (keptBytes >= SNIFFED_BYTES) look();
    // A copy of a little: a view would keep the whole chunk in memory while the next one comes.
    tail = Buffer.concat([tail, ...unwritten.map((piece) => piece.subarray(-TAIL_BYTES))]).subarray(
      -TAIL_BYTES,
    );
    hasher ??= createHash('sha256');
    blob ??= await blobs.create(jobId, 'input');
    for (const piece of unwritten) {
      hasher.update(piece);
      await blob.write(piece);
    }
  }

  /** Recognises the input as far as it has come, and lets go of what that took: many uploads go on for long. */
  function look(): Pick<ReceivedInput, 'image' | 'head'> {
    if (seen) return seen;
    const start = Buffer.concat(kept);
    seen = {
      image: sniffImage(start.subarray(0, SNIFFED_BYTES)),
      head: Buffer.from(start.subarray(0, HEAD_BYTES)),
    };
    kept = [];
    keptBytes = 0;
    return seen;
  }

  async function complete(): Promise<ReceivedInput> {
    if (sizeBytes === 0) throw new AppError('empty-file', 'The file is empty');
    if (!blob || !hasher) {
      const bytes = kept.length === 1 ? kept[0]! : Buffer.concat(kept);
      const edges = { head: bytes, tail: bytes, image: sniffImage(bytes) };
      return { ...edges, sha256: hash('sha256', bytes), sizeBytes, inline: bytes };
    }
    await blob.commit();
    isCommitted = true;
    return { ...look(), tail, sha256: hasher.digest('hex'), sizeBytes, inline: null };
  }
}

function givenUp(): Error {
  return new Error('The upload was given up');
}
