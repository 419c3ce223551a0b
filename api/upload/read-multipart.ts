import type { Readable } from 'node:stream';
import { Busboy, type BusboyHeaders } from '@fastify/busboy';
import { AppError } from '../../shared/domain/errors.ts';
import type { InputReceiver, ReceivedInput } from './receive-input.ts';
import { cleanName, fromText, parseOptions, type Submission } from './submission.ts';

/** More than any honest form has. */
const LIMITS = { fields: 32, parts: 40, fieldNameSize: 100, fieldSize: 65_536, headerPairs: 32 };

/**
 * Reads a `multipart/form-data` body: one `file`, and the options as fields, in any order.
 *
 * @throws AppError `malformed-multipart`, `missing-field`, `duplicate-field`, `unknown-field`, `too-many-fields`,
 *   and what the receiver and the options throw
 */
export async function readMultipart(
  body: Readable,
  headers: Record<string, string>,
  receiver: InputReceiver,
): Promise<Submission> {
  const fields = new Map<string, string>();
  let file: { name: string | null; received: Promise<ReceivedInput> } | undefined;

  await new Promise<void>((resolve, reject) => {
    let form: Busboy;
    try {
      form = new Busboy({ headers: headers as BusboyHeaders, limits: LIMITS });
    } catch (cause) {
      reject(new AppError('malformed-multipart', 'The multipart header has no boundary', { cause }));
      return;
    }
    const fail = (error: Error) => {
      body.unpipe(form);
      reject(error);
    };
    const malformed = (cause: Error) =>
      fail(
        new AppError('malformed-multipart', 'The multipart form is cut short or not well formed', { cause }),
      );
    const tooMany = () =>
      fail(new AppError('too-many-fields', `A form may have at most ${LIMITS.fields} fields`));

    form.on('field', (name, value, isNameCut, isValueCut) => {
      if (fields.has(name)) fail(new AppError('duplicate-field', `${name}: was given twice`));
      else if (isNameCut || isValueCut)
        fail(new AppError('content-too-large', `${name}: is too long for a field`));
      else fields.set(name, value);
    });
    form.on('file', (name, stream, filename) => {
      // A stream without a listener for its error would end the process.
      stream.on('error', malformed);
      if (name !== 'file')
        fail(new AppError('unknown-field', `${name}: the file belongs in the field "file"`));
      else if (file) fail(new AppError('duplicate-field', 'file: one job takes one file'));
      else {
        file = { name: cleanName(filename), received: receive(stream, receiver) };
        file.received.catch(fail);
        return;
      }
      stream.resume();
    });
    form.on('partsLimit', tooMany).on('fieldsLimit', tooMany).on('filesLimit', tooMany);
    form.on('error', (error) => malformed(error as Error)).on('finish', resolve);
    body.on('error', malformed).on('aborted', () => malformed(new Error('The client went away')));
    body.pipe(form);
  });

  if (!file) throw new AppError('missing-field', 'file: send the input as a file in the field "file"');
  const input = await file.received;
  return { options: parseOptions(fromText(fields)), input, inputName: file.name, mediaType: null };
}

async function receive(stream: Readable, receiver: InputReceiver): Promise<ReceivedInput> {
  for await (const chunk of stream) await receiver.write(chunk as Uint8Array);
  return await receiver.finish();
}
