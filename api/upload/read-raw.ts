import type { Readable } from 'node:stream';
import { AppError } from '../../shared/domain/errors.ts';
import { chunksOf } from './chunks-of.ts';
import type { InputReceiver } from './receive-input.ts';
import { fromText, parseOptions, type Submission } from './submission.ts';

/**
 * Reads a body that is the file itself; the options stand in the query.
 *
 * @throws AppError `duplicate-field`, and what the receiver and the options throw
 */
export async function readRaw(
  body: Readable,
  query: URLSearchParams,
  receiver: InputReceiver,
): Promise<Submission> {
  const fields = new Map<string, string>();
  for (const [name, value] of query) {
    if (fields.has(name)) throw new AppError('duplicate-field', `${name}: was given twice`);
    fields.set(name, value);
  }
  // Before the bytes: a wrong option is not worth an upload.
  const options = parseOptions(fromText(fields));
  for await (const chunk of chunksOf(body)) await receiver.write(chunk);
  return { options, input: await receiver.finish(), inputName: null, mediaType: null };
}
