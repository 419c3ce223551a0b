import { z } from 'zod';
import { collectionIdSchema } from '../../shared/domain/collection.ts';
import { AppError } from '../../shared/domain/errors.ts';
import { fieldErrors } from '../../shared/domain/field-errors.ts';
import { isStorable } from '../../shared/domain/storable.ts';
import { webhookSchema } from '../../shared/domain/webhook.ts';
import type { ReceivedInput } from './receive-input.ts';

const storable = z.string().refine(isStorable, 'holds a character that cannot be stored');

/** What a client may ask for besides the file; the same names in a form, in JSON and in the query. */
export const submitOptionsSchema = z
  .strictObject({
    model: storable.min(1).max(128).meta({ description: '`name` or `name@version`', example: 'digits' }),
    params: z.record(storable, z.unknown()).optional().meta({ description: "By the model's task" }),
    priority: z.int().min(0).max(9).default(0).meta({ description: '0 normal … 9 last' }),
    deadlineMs: z
      .int()
      .min(1)
      .max(31_536_000_000)
      .nullable()
      .default(null)
      .meta({ description: 'Not started within this time: failed as `deadline-exceeded`' }),
    maxWaitMs: z
      .int()
      .min(0)
      .max(31_536_000_000)
      .nullable()
      .default(null)
      .meta({ description: 'Refused with 429 now if it is expected to wait longer' }),
    cache: z
      .boolean()
      .default(true)
      .meta({ description: '`false` runs the model though it may have answered the same already' }),
    metadata: z
      .record(storable.max(64), storable.max(512))
      .refine((pairs) => Object.keys(pairs).length <= 16, 'at most 16 pairs')
      .default({})
      .meta({ description: 'Your own string pairs, at most 16' }),
    collection: collectionIdSchema.default(null),
    webhook: webhookSchema
      .nullable()
      .default(null)
      .meta({ description: 'Where to tell of the end of the job' }),
  })
  .meta({ id: 'SubmitOptions' });

export type SubmitOptions = z.output<typeof submitOptionsSchema>;

/** A request to make a job, read to its end. */
export type Submission = {
  readonly options: SubmitOptions;
  readonly input: ReceivedInput;
  /** As the client named the file, cleaned; null when it did not. */
  readonly inputName: string | null;
  /** Set when the input is ours by construction and not to be recognised by content: tensors as JSON. */
  readonly mediaType: string | null;
};

/**
 * Parses the options.
 *
 * @throws AppError `unknown-field`, `missing-field`, `invalid-string`, `invalid-request`; names every bad one
 */
export function parseOptions(raw: Record<string, unknown>): SubmitOptions {
  // zod leaves this name out of a record without a word.
  for (const name of ['params', 'metadata'])
    if (Object.hasOwn(Object(raw[name]), '__proto__'))
      throw new AppError('unknown-field', `${name}.__proto__: Unknown field`);
  const parsed = submitOptionsSchema.safeParse(raw);
  if (parsed.success) return parsed.data;
  const errors = fieldErrors(parsed.error);
  const text = errors.map((e) => `${e.path}: ${e.message}`).join('; ');
  if (errors.some((e) => e.message === 'Unknown field'))
    throw new AppError('unknown-field', text, { errors });
  const isModelMissing = !raw['model'];
  if (isModelMissing) throw new AppError('missing-field', 'model: say which model is to run', { errors });
  if (errors.some((e) => e.message.includes('cannot be stored')))
    throw new AppError('invalid-string', text, { errors });
  throw new AppError('invalid-request', text, { errors });
}

/**
 * Options that came as text, in a form or a query, as they would stand in JSON.
 *
 * @throws AppError `malformed-json` when a structured one is not JSON
 */
export function fromText(fields: ReadonlyMap<string, string>): Record<string, unknown> {
  return Object.fromEntries([...fields].map(([name, text]) => [name, optionFromText(name, text)]));
}

function optionFromText(name: string, text: string): unknown {
  if (name === 'params' || name === 'metadata' || name === 'webhook') return parseJson(text, name);
  if (name === 'cache' && (text === 'true' || text === 'false')) return text === 'true';
  if (['priority', 'deadlineMs', 'maxWaitMs'].includes(name))
    return /^-?\d{1,15}$/.test(text) ? Number(text) : text;
  return text;
}

/** @throws AppError `malformed-json` */
export function parseJson(text: string, name: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new AppError('malformed-json', `${name}: is not JSON`, { cause });
  }
}

/** A file name for people: without folders, control and direction characters, at most 255 characters. */
export function cleanName(name: string | undefined): string | null {
  const cleaned = name
    ?.toWellFormed()
    .replace(/^.*[/\\]/, '')
    .replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, '')
    .trim()
    .slice(0, 255)
    .toWellFormed();
  return cleaned || null;
}
