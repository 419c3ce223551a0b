import type { Readable } from 'node:stream';
import { AppError } from '../../shared/domain/errors.ts';
import { eachChunk } from './each-chunk.ts';
import type { MaxBytesOf } from './max-bytes.ts';
import type { InputReceiver } from './receive-input.ts';
import { fromText, parseOptions, type Submission, type SubmitOptions } from './submission.ts';

/**
 * Reads a body that is the file itself; the options stand in the query.
 *
 * @throws AppError `duplicate-field`, and what the receiver and the options throw
 */
export async function readRaw(
  body: Readable,
  query: Record<string, string[]>,
  receiver: InputReceiver,
  maxBytesOf: MaxBytesOf,
): Promise<Submission> {
  // Before the bytes: a wrong option is not worth an upload.
  const options = optionsOfQuery(query);
  receiver.allow(maxBytesOf(options.model));
  await eachChunk(body, (chunk) => receiver.write(chunk));
  return { options, input: await receiver.finish(), inputName: null, mediaType: null };
}

/** @throws AppError `duplicate-field`, and what the options throw */
export function optionsOfQuery(query: Record<string, string[]>): SubmitOptions {
  const fields = new Map<string, string>();
  for (const [name, values] of Object.entries(query)) {
    if (values.length > 1) throw new AppError('duplicate-field', `${name}: was given twice`);
    fields.set(name, values[0]!);
  }
  return parseOptions(fromText(fields));
}
