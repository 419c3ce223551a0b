import type { Readable } from 'node:stream';
import type { Context } from 'hono';
import { AppError } from '../../shared/domain/errors.ts';
import { eachChunk } from '../upload/each-chunk.ts';
import { parseForm } from '../upload/parse-form.ts';
import { optionsOfQuery } from '../upload/read-raw.ts';
import { bodyOf, mediaTypeOf, receiveBody, refuseEncoded, refuseQuery } from '../upload/receive-body.ts';
import { fromText, parseOptions, type SubmitOptions } from '../upload/submission.ts';
import { type ArchiveLimits, archiveSource, isArchive } from './archive-source.ts';
import { type BatchSource, type Part, partsSource } from './batch-source.ts';
import type { Spool } from './spool.ts';

const ARCHIVE_TYPES = ['application/zip', 'application/x-zip-compressed'];
/** A form's own fields and boundaries, on top of the files. */
const FORM_OVERHEAD_BYTES = 4_194_304;

/** A request to make a batch, read to its end. */
export type BatchRequest = { readonly options: SubmitOptions; readonly source: BatchSource };

/**
 * Reads a batch into its spool: a form with many files, a form with one archive, or an archive alone.
 *
 * @throws AppError `unsupported-media-type`, `content-too-large`, `too-many-files`, `malformed-archive`,
 *   `missing-field`, and what the form and the options throw
 */
export async function readBatch(c: Context, spool: Spool, limits: ArchiveLimits): Promise<BatchRequest> {
  const request = await receiveBody(c, async () => {
    refuseEncoded(c);
    if (Number(c.req.header('Content-Length') ?? 0) > limits.mostBytes + FORM_OVERHEAD_BYTES)
      throw new AppError('content-too-large', `A batch may have at most ${limits.mostBytes} bytes`);
    const type = mediaTypeOf(c);
    if (type === 'multipart/form-data') {
      refuseQuery(c);
      return await readForm(bodyOf(c), c.req.header(), spool, limits);
    }
    if (type !== undefined && ARCHIVE_TYPES.includes(type)) return await readArchive(c, spool, limits);
    c.header('Accept-Post', ['multipart/form-data', ...ARCHIVE_TYPES].join(', '));
    throw new AppError('unsupported-media-type', 'Send multipart/form-data, or a ZIP archive with its type');
  });
  if (request.source.count === 0)
    throw new AppError('missing-field', 'file: there is no file in what was sent');
  return request;
}

async function readForm(
  body: Readable,
  headers: Record<string, string>,
  spool: Spool,
  limits: ArchiveLimits,
): Promise<BatchRequest> {
  const parts: Part[] = [];
  let head: Uint8Array = new Uint8Array(0);
  const fields = await parseForm(body, headers, {
    mostFiles: limits.mostFiles,
    async takeFile(stream, name) {
      const start = spool.sizeBytes;
      for await (const chunk of stream) {
        if (start === 0 && head.length < 4) head = Buffer.concat([head, chunk as Uint8Array]).subarray(0, 4);
        await spool.write(chunk as Uint8Array);
      }
      const sizeBytes = spool.sizeBytes - start;
      spool.note(JSON.stringify([name ?? null, sizeBytes]));
      parts.push({ name, start, sizeBytes });
    },
  });
  const options = parseOptions(fromText(fields));
  const isAlone = parts.length === 1 && isArchive(head);
  return { options, source: isAlone ? await archiveSource(spool.fd, limits) : partsSource(spool, parts) };
}

async function readArchive(c: Context, spool: Spool, limits: ArchiveLimits): Promise<BatchRequest> {
  // Before the bytes: a wrong option is not worth an upload.
  const options = optionsOfQuery(c.req.queries());
  await eachChunk(bodyOf(c), (chunk) => spool.write(chunk));
  if (spool.sizeBytes === 0) throw new AppError('empty-file', 'The archive is empty');
  return { options, source: await archiveSource(spool.fd, limits) };
}
