import type { Readable } from 'node:stream';
import { AppError } from '../../shared/domain/errors.ts';
import type { MaxBytesOf } from './max-bytes.ts';
import { parseForm } from './parse-form.ts';
import type { InputReceiver, ReceivedInput } from './receive-input.ts';
import { cleanName, fromText, parseOptions, type Submission } from './submission.ts';

/**
 * Reads a `multipart/form-data` body: one `file`, and the options as fields, in any order.
 *
 * @throws AppError `missing-field`, and what the form, the receiver and the options throw
 */
export async function readMultipart(
  body: Readable,
  headers: Record<string, string>,
  receiver: InputReceiver,
  maxBytesOf: MaxBytesOf,
): Promise<Submission> {
  let file: { name: string | null; input: ReceivedInput } | undefined;
  const fields = await parseForm(body, headers, {
    mostFiles: 1,
    async takeFile(stream, filename, fieldsBefore) {
      // Where the model is named behind the file, the limit of all uploads holds.
      receiver.allow(maxBytesOf(fieldsBefore.get('model')));
      for await (const chunk of stream) await receiver.write(chunk as Uint8Array);
      file = { name: cleanName(filename), input: await receiver.finish() };
    },
  });
  if (!file) throw new AppError('missing-field', 'file: send the input as a file in the field "file"');
  return {
    options: parseOptions(fromText(fields)),
    input: file.input,
    inputName: file.name,
    mediaType: null,
  };
}
