import { Readable } from 'node:stream';
import { Busboy, type BusboyHeaders } from '@fastify/busboy';
import type { Context } from 'hono';
import { nodeRequest } from '../node-bindings.ts';
import { discardRest } from '../upload/discard-rest.ts';

/** A form while it comes. */
type IncomingForm = {
  /** Name of the file that the client has given. */
  readonly name: string;
  /** The file, which must be read for the rest to come. */
  readonly bytes: Readable;
  /** All other fields; resolves at the end of the form. */
  readonly fields: Promise<ReadonlyMap<string, string>>;
};

/** A form that cannot be read, or not be used. */
export class FormError extends Error {
  override readonly name = 'FormError';
}

/** What is made of a form while it comes. */
type UseForm<T> = (form: IncomingForm) => Promise<T>;

const LIMITS = { files: 1, fields: 32, parts: 40, fieldNameSize: 100, fieldSize: 4096, headerPairs: 32 };

/**
 * Reads a form as far as its file, and leaves the connection of use whatever becomes of the rest.
 *
 * @throws FormError when it is no form or has no such file
 */
export async function withForm<T>(c: Context, fileField: string, use: UseForm<T>): Promise<T> {
  const incoming = nodeRequest(c);
  const body = incoming ?? Readable.fromWeb(c.req.raw.body as never);
  try {
    const form = await readForm(body, c.req.header(), fileField).catch((cause: Error) => {
      throw new FormError(cause.message, { cause });
    });
    return await use(form);
  } finally {
    if (incoming) await discardRest(incoming);
  }
}

async function readForm(
  body: Readable,
  headers: Record<string, string>,
  fileField: string,
): Promise<IncomingForm> {
  const form = new Busboy({ headers: headers as BusboyHeaders, limits: LIMITS });
  const fields = new Map<string, string>();
  form.on('field', (name, value) => fields.set(name, value));
  const ended = new Promise<ReadonlyMap<string, string>>((resolve, reject) => {
    form.on('finish', () => resolve(fields)).on('error', reject);
  });
  ended.catch(() => {});
  const file = new Promise<{ name: string; bytes: Readable }>((resolve, reject) => {
    form.on('file', (field, bytes, name) => {
      // A stream without a listener for its error would end the process.
      bytes.on('error', reject);
      if (field === fileField && name) resolve({ name, bytes });
      else bytes.resume();
    });
    ended.then(() => reject(new Error(`The form has no file "${fileField}"`)), reject);
  });
  body
    .on('error', (error) => form.destroy(error))
    .on('aborted', () => form.destroy(new Error('The client went away')));
  body.pipe(form);
  return { ...(await file), fields: ended };
}
