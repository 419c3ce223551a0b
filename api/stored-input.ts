import { Readable } from 'node:stream';
import type { BlobStore } from '../shared/blobs.ts';
import type { Sql } from '../shared/db/client.ts';
import type { JobRow } from '../shared/db/schema.ts';
import { findInlineInput } from '../shared/jobs/find-input.ts';

/** Where the inputs of jobs are. */
export type Inputs = { readonly sql: Sql; readonly blobs: BlobStore };

type Stored = Pick<JobRow, 'id' | 'inputStore'>;

/** The bytes of a job's input from `start` to `end` (inclusive); undefined when they are not kept. */
export async function readInput(
  { sql, blobs }: Inputs,
  { id, inputStore }: Stored,
  { start, end }: { start: number; end: number },
): Promise<Readable | Uint8Array<ArrayBuffer> | undefined> {
  if (inputStore === 'blob') return await blobs.stream(id, 'input', { start, end });
  const stored = await findInlineInput(sql, id);
  return stored && new Uint8Array(stored.subarray(start, end + 1));
}

/** The same as a stream. */
export async function streamInput(
  inputs: Inputs,
  job: Stored,
  range: { start: number; end: number },
): Promise<Readable | undefined> {
  const found = await readInput(inputs, job, range);
  return found === undefined || found instanceof Readable ? found : Readable.from([Buffer.from(found)]);
}
