import type { Readable } from 'node:stream';
import { Busboy, type BusboyHeaders } from '@fastify/busboy';
import { AppError } from '../../shared/domain/errors.ts';

/** More than any honest form has. */
const LIMITS = { fields: 32, fieldNameSize: 100, fieldSize: 65_536, headerPairs: 32 };
/** Of other parts than fields and files. */
const SPARE_PARTS = 7;

/** Takes a file of a form; throws what it is refused for, resolves when the next one may be taken. */
export type TakeFile = (
  stream: Readable,
  filename: string | undefined,
  /** Those in front of it. */
  fields: ReadonlyMap<string, string>,
) => Promise<void>;

/**
 * Reads a `multipart/form-data` body: files of the name `file`, one after the other, and fields, in any order.
 *
 * @returns the fields
 * @throws AppError `malformed-multipart`, `duplicate-field`, `unknown-field`, `too-many-fields`, `too-many-files`,
 *   `content-too-large`, and what `takeFile` throws
 */
export async function parseForm(
  body: Readable,
  headers: Record<string, string>,
  { mostFiles, takeFile }: { mostFiles: number; takeFile: TakeFile },
): Promise<ReadonlyMap<string, string>> {
  const fields = new Map<string, string>();
  let taken: Promise<unknown> = Promise.resolve();
  let files = 0;

  await new Promise<void>((resolve, reject) => {
    let form: Busboy;
    try {
      const parts = LIMITS.fields + mostFiles + SPARE_PARTS;
      form = new Busboy({ headers: headers as BusboyHeaders, limits: { ...LIMITS, parts } });
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
      files++;
      if (name !== 'file')
        fail(new AppError('unknown-field', `${name}: the file belongs in the field "file"`));
      else if (files > mostFiles) fail(tooManyFiles(mostFiles));
      else {
        // The parser is ahead of who takes its files: the next waits until this one is done.
        const before = new Map(fields);
        const taking = taken.then(() => takeFile(stream, filename, before));
        taking.catch(fail);
        taken = taking;
        return;
      }
      stream.resume();
    });
    form.on('partsLimit', tooMany).on('fieldsLimit', tooMany).on('filesLimit', tooMany);
    let isRead = false;
    form
      .on('error', (error) => malformed(error as Error))
      .on('finish', () => {
        isRead = true;
        resolve();
      });
    // The parser waits for ever for the end of a part whose header has none. When it has all bytes, and the files have
    // been taken, what it still has to tell it tells at once.
    form.on('prefinish', () => {
      const settled = taken.catch(() => {});
      void settled.then(() => setImmediate(() => isRead || malformed(new Error('A part has no end'))));
    });
    body.on('error', malformed).on('aborted', () => malformed(new Error('The client went away')));
    body.pipe(form);
  });
  await taken;
  return fields;
}

function tooManyFiles(most: number): AppError {
  if (most === 1) return new AppError('duplicate-field', 'file: one job takes one file');
  return new AppError('too-many-files', `file: a batch may have at most ${most} files`);
}
