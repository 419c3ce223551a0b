import type { Spool } from './spool.ts';

/** One file of a batch. */
export type BatchFile = {
  /** In the request, from 0. */
  readonly position: number;
  /** As the client named it, with whatever folders; a label and never a path. */
  readonly name: string | undefined;
  /** Its bytes. Throws AppError where it is one that is not taken. */
  open(): AsyncIterable<Uint8Array>;
};

/** The files of a batch, as they lie in its spool. */
export type BatchSource = {
  readonly count: number;
  /** What they take unpacked, as far as it is declared; no more is read of any. */
  readonly totalBytes: number;
  /** Can be gone through once. */
  files(): AsyncIterable<BatchFile>;
};

/** A file of a form, where it lies in the spool. */
export type Part = {
  readonly name: string | undefined;
  readonly start: number;
  readonly sizeBytes: number;
};

/** The files of a form. */
export function partsSource(spool: Spool, parts: readonly Part[]): BatchSource {
  return {
    count: parts.length,
    totalBytes: parts.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0),
    async *files() {
      for (const [position, { name, start, sizeBytes }] of parts.entries())
        yield { position, name, open: () => spool.read(start, sizeBytes) };
    },
  };
}
