import { Readable } from 'node:stream';
import type { Context } from 'hono';
import { AppError } from '../../shared/domain/errors.ts';
import { nodeRequest } from '../node-bindings.ts';
import { discardRest } from './discard-rest.ts';
import { readJson } from './read-json.ts';
import { readMultipart } from './read-multipart.ts';
import { readRaw } from './read-raw.ts';
import type { InputReceiver } from './receive-input.ts';
import type { Submission } from './submission.ts';

/** A form's own fields and boundaries, on top of the file. */
const FORM_OVERHEAD_BYTES = 1_048_576;

const ACCEPTED = 'multipart/form-data, application/json, image/*, application/octet-stream';

type ReadForm = (body: Readable, maxBytes: number) => Promise<Submission>;

/**
 * Reads a submission in whichever of the three forms it comes: multipart, JSON, or the bare file.
 *
 * @throws AppError `unsupported-media-type`, `content-too-large`, `malformed-body`, and what the form's own reader
 *   throws
 */
export async function readSubmission(
  c: Context,
  receiver: InputReceiver,
  limits: { maxUploadBytes: number },
): Promise<Submission> {
  try {
    return await readForm(c, receiver, limits);
  } catch (cause) {
    const incoming = nodeRequest(c);
    if (incoming) await discardRest(incoming);
    if (cause instanceof AppError || (cause as NodeJS.ErrnoException).code !== 'ECONNRESET') throw cause;
    throw new AppError('malformed-body', 'The body ended before it was complete', { cause });
  }
}

async function readForm(
  c: Context,
  receiver: InputReceiver,
  { maxUploadBytes }: { maxUploadBytes: number },
): Promise<Submission> {
  const type = c.req.header('Content-Type')?.split(';')[0]?.trim().toLowerCase();
  const read = readerOf(c, type, receiver);
  // Base64 takes four characters for three bytes.
  const maxBytes =
    (type === 'application/json' ? Math.ceil(maxUploadBytes / 3) * 4 : maxUploadBytes) + FORM_OVERHEAD_BYTES;
  if (Number(c.req.header('Content-Length') ?? 0) > maxBytes)
    throw new AppError('content-too-large', `The file may have at most ${maxUploadBytes} bytes`);
  return await read(bodyOf(c), maxBytes);
}

function readerOf(c: Context, type: string | undefined, receiver: InputReceiver): ReadForm {
  const encoding = c.req.header('Content-Encoding');
  if (encoding && encoding !== 'identity')
    throw new AppError(
      'unsupported-media-type',
      `Content-Encoding ${encoding.slice(0, 32)} is not supported`,
    );
  const query = c.req.queries();
  if (type === 'application/json' || type === 'multipart/form-data') {
    const [name] = Object.keys(query);
    if (name !== undefined) throw new AppError('unknown-field', `${name}: the options belong in the body`);
  }
  if (type === 'application/json') return (body, maxBytes) => readJson(body, receiver, maxBytes);
  if (type === 'multipart/form-data') return (body) => readMultipart(body, c.req.header(), receiver);
  if (type !== undefined && !type.startsWith('text/') && !type.endsWith('xml'))
    return (body) => readRaw(body, query, receiver);
  c.header('Accept-Post', ACCEPTED);
  throw new AppError(
    'unsupported-media-type',
    'Send multipart/form-data, JSON, or the file itself with its type',
  );
}

/** Node's own stream where there is one: going through a web stream costs a copy and a promise per chunk. */
function bodyOf(c: Context): Readable {
  const incoming = nodeRequest(c);
  if (incoming) return incoming;
  return c.req.raw.body
    ? Readable.fromWeb(c.req.raw.body as Parameters<typeof Readable.fromWeb>[0])
    : Readable.from([]);
}
