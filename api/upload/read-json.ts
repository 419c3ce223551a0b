import type { Readable } from 'node:stream';
import { z } from 'zod';
import { AppError } from '../../shared/domain/errors.ts';
import { fieldErrors } from '../../shared/domain/field-errors.ts';
import { namedTensorSchema } from '../../shared/domain/tensor.ts';
import { type Download, nameInUrl } from './download-input.ts';
import { eachChunk } from './each-chunk.ts';
import type { MaxBytesOf } from './max-bytes.ts';
import type { InputReceiver } from './receive-input.ts';
import { cleanName, parseJson, parseOptions, type Submission, submitOptionsSchema } from './submission.ts';

const inputSchema = z.union([
  z.strictObject({
    data: z.string().meta({ description: '`data:<type>;base64,<bytes>`' }),
    name: z.string().max(1024).optional(),
  }),
  z.strictObject({ tensors: z.array(namedTensorSchema).min(1) }),
  z.strictObject({
    url: z
      .string()
      .max(2048)
      .meta({ description: 'Downloaded at once, where the operator has turned that on' }),
    name: z.string().max(1024).optional(),
  }),
]);

type Input = z.output<typeof inputSchema>;

/** The JSON form of a submission, for the OpenAPI document. */
export const jsonSubmissionSchema = submitOptionsSchema
  .extend({ input: inputSchema })
  .meta({ id: 'JsonSubmission' });

/**
 * Reads a JSON body: the options, and the input as a data URL, as a URL to download, or as tensors.
 *
 * @param options `maxBytes`: of the body; base64 takes a third more than the file
 * @throws AppError `malformed-json`, `content-too-large`, `missing-field`, `invalid-tensors`, `invalid-request`, and
 *   what the receiver, the download and the options throw
 */
export async function readJson(
  body: Readable,
  receiver: InputReceiver,
  { maxBytes, maxBytesOf, download }: { maxBytes: number; maxBytesOf: MaxBytesOf; download: Download },
): Promise<Submission> {
  const json = parseJson((await readAll(body, maxBytes)).toString('utf8'), 'body');
  if (typeof json !== 'object' || json === null || Array.isArray(json))
    throw new AppError('invalid-request', 'The body must be a JSON object');
  const { input: rawInput, ...rawOptions } = json as Record<string, unknown>;
  const options = parseOptions(rawOptions);
  const input = parseInput(rawInput);
  receiver.allow(maxBytesOf(options.model));
  await receiveFrom(input, receiver, download);
  return {
    options,
    input: await receiver.finish(),
    inputName: nameOf(input),
    mediaType: 'tensors' in input ? 'application/json' : null,
  };
}

async function receiveFrom(input: Input, receiver: InputReceiver, download: Download): Promise<void> {
  if ('url' in input) await download(input.url, receiver);
  else await receiver.write('data' in input ? decodeDataUrl(input.data) : Buffer.from(JSON.stringify(input)));
}

function nameOf(input: Input): string | null {
  if ('tensors' in input) return null;
  return cleanName(input.name) ?? ('url' in input ? nameInUrl(input.url) : null);
}

function parseInput(raw: unknown): Input {
  if (raw === undefined) throw new AppError('missing-field', 'input: send { data }, { url } or { tensors }');
  const parsed = inputSchema.safeParse(raw);
  if (parsed.success) return parsed.data;
  const has = (name: string) => typeof raw === 'object' && raw !== null && name in raw;
  const isTensors = has('tensors');
  const branch = parsed.error.issues[0];
  // What is wrong with the form that was meant.
  const meant = isTensors ? 1 : has('url') ? 2 : 0;
  const issues = branch?.code === 'invalid_union' ? branch.errors[meant] : undefined;
  const errors = fieldErrors(issues ? new z.ZodError(issues) : parsed.error, ['input']);
  const text = errors.map((e) => `${e.path}: ${e.message}`).join('; ');
  throw new AppError(isTensors ? 'invalid-tensors' : 'invalid-request', text, { errors });
}

/** RFC 2397, base64 only; a media type in it is not believed anyway. */
function decodeDataUrl(url: string): Buffer {
  const match = /^data:[^,]{0,256};base64,/.exec(url.slice(0, 300));
  const base64 = url.slice(match?.[0].length);
  if (!match || !/^[A-Za-z0-9+/]*={0,2}$/.test(base64))
    throw new AppError(
      'invalid-request',
      'input.data: must be a data URL in base64: data:<type>;base64,<bytes>',
    );
  return Buffer.from(base64, 'base64');
}

async function readAll(body: Readable, maxBytes: number): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let sizeBytes = 0;
  await eachChunk(body, (chunk) => {
    sizeBytes += chunk.length;
    if (sizeBytes > maxBytes)
      throw new AppError('content-too-large', `The body may have at most ${maxBytes} bytes`);
    chunks.push(chunk);
    return undefined;
  });
  return Buffer.concat(chunks);
}
