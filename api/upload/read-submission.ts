import type { Readable } from 'node:stream';
import type { Context } from 'hono';
import { AppError } from '../../shared/domain/errors.ts';
import { nodeRequest } from '../node-bindings.ts';
import type { Download } from './download-input.ts';
import type { MaxBytesOf } from './max-bytes.ts';
import { readJson } from './read-json.ts';
import { readMultipart } from './read-multipart.ts';
import { readRaw } from './read-raw.ts';
import {
  bodyOf,
  mediaTypeOf,
  receiveBody,
  refuseEncoded,
  refuseQuery,
  takeUploadSlot,
} from './receive-body.ts';
import type { InputReceiver } from './receive-input.ts';
import type { Submission } from './submission.ts';

/** What an upload may take. */
export type UploadLimits = {
  readonly maxBytesOf: MaxBytesOf;
  /** The most that any model takes. */
  readonly mostBytes: number;
  /** Fetches what a JSON submission names by its address. */
  readonly download: Download;
  /** Above this an upload takes one of the places that there are. */
  readonly inlineBytes: number;
  /** Gives the function that gives the place back; undefined when there is none. */
  readonly takeSlot: () => (() => void) | undefined;
};

/** Fields and boundaries that come with a file too small to need a place. */
const SMALL_FORM_BYTES = 4096;
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
  limits: UploadLimits,
): Promise<Submission> {
  let release: (() => void) | undefined;
  try {
    return await receiveBody(c, async () => {
      if (isLarge(c, limits)) release = takeUploadSlot(limits.takeSlot);
      // A small request that has a large file fetched takes the place of a large one.
      const download: Download = (url, to) => {
        release ??= takeUploadSlot(limits.takeSlot);
        // All of the body is there, and its connection is silent until the answer.
        nodeRequest(c)?.setTimeout(0);
        return limits.download(url, to);
      };
      return await readForm(c, receiver, { ...limits, download });
    });
  } finally {
    release?.();
  }
}

/** Small ones come whole with their headers and need no place of their own. */
function isLarge(c: Context, { inlineBytes }: UploadLimits): boolean {
  const length = c.req.header('Content-Length');
  return length === undefined || Number(length) > inlineBytes + SMALL_FORM_BYTES;
}

async function readForm(
  c: Context,
  receiver: InputReceiver,
  { maxBytesOf, mostBytes, download }: UploadLimits,
): Promise<Submission> {
  const type = mediaTypeOf(c);
  const read = readerOf(c, type, receiver, { maxBytesOf, download });
  const maxFileBytes = maxFileBytesOf(c, type, { maxBytesOf, mostBytes });
  // Base64 takes four characters for three bytes.
  const maxBytes =
    (type === 'application/json' ? Math.ceil(maxFileBytes / 3) * 4 : maxFileBytes) + FORM_OVERHEAD_BYTES;
  if (Number(c.req.header('Content-Length') ?? 0) > maxBytes)
    throw new AppError('content-too-large', `The file may have at most ${maxFileBytes} bytes`);
  return await read(bodyOf(c), maxBytes);
}

/** A form names its model somewhere in it: until then it may be the one that takes most. JSON is read into memory. */
function maxFileBytesOf(
  c: Context,
  type: string | undefined,
  { maxBytesOf, mostBytes }: Pick<UploadLimits, 'maxBytesOf' | 'mostBytes'>,
): number {
  if (type === 'multipart/form-data') return mostBytes;
  return maxBytesOf(type === 'application/json' ? undefined : c.req.query('model'));
}

function readerOf(
  c: Context,
  type: string | undefined,
  receiver: InputReceiver,
  { maxBytesOf, download }: Pick<UploadLimits, 'maxBytesOf' | 'download'>,
): ReadForm {
  refuseEncoded(c);
  if (type === 'application/json' || type === 'multipart/form-data') refuseQuery(c);
  if (type === 'application/json')
    return (body, maxBytes) => readJson(body, receiver, { maxBytes, maxBytesOf, download });
  if (type === 'multipart/form-data')
    return (body) => readMultipart(body, c.req.header(), receiver, maxBytesOf);
  if (type !== undefined && !type.startsWith('text/') && !type.endsWith('xml'))
    return (body) => readRaw(body, c.req.queries(), receiver, maxBytesOf);
  c.header('Accept-Post', ACCEPTED);
  throw new AppError(
    'unsupported-media-type',
    'Send multipart/form-data, JSON, or the file itself with its type',
  );
}
