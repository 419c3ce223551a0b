import { z } from 'zod';

/** The forms of request and answer in which a model elsewhere can be spoken to; `worker/compute/remote` has each. */
const DETECTOR_FORMATS = ['picture', 'nachet-seed-detector'] as const;
const CLASSIFIER_FORMATS = ['picture', 'nachet-swin', 'nachet-torch-swin'] as const;

export type DetectorFormat = (typeof DETECTOR_FORMATS)[number];
export type ClassifierFormat = (typeof CLASSIFIER_FORMATS)[number];

/** What the connection is made of is not for a manifest to say, nor what the format says itself. */
const OWN_HEADERS = [
  'accept-encoding',
  'connection',
  'content-length',
  'content-type',
  'expect',
  'host',
  'keep-alive',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
];

/** Visible ASCII, blanks and what lies above: no line can be begun in it. */
const HEADER_VALUE = /^[\t\u0020-\u007e\u0080-\u00ff]*$/;

/** Whether a text can be sent as the value of a header. */
export function isHeaderValue(text: string): boolean {
  return HEADER_VALUE.test(text);
}

const headerName = z
  .string()
  .regex(/^[!#$%&'*+.^_`|~\w-]{1,128}$/, 'must be the name of a header')
  .refine((name) => !OWN_HEADERS.includes(name.toLowerCase()), 'is set by the request itself');

const headerValue = z.string().max(4096).regex(HEADER_VALUE, 'must be visible characters');

const secret = z.strictObject({
  env: z
    .string()
    .regex(/^[A-Z][A-Z0-9_]{0,127}$/, 'must be the name of an environment variable')
    .meta({ description: 'Environment variable of the worker that holds the value' }),
  prefix: headerValue.default('').meta({ description: 'Put before it, as `Bearer `' }),
});

const common = {
  url: z.string().min(1).max(2048).meta({
    description: 'Where the model is: https, without user and password; not shown by the api',
  }),
  name: z
    .string()
    .regex(/^[\w. -]{1,64}$/, 'must be letters, digits, dots, dashes and blanks')
    .optional()
    .meta({
      description: 'What it is called in ledgers, events and errors; `detect`, `classify 1` … if absent',
    }),
  timeoutMs: z.int().min(10).max(600_000).default(10_000).meta({
    description: 'Of one call, its answer included',
  }),
  retries: z.int().min(0).max(10).default(2).meta({
    description: 'Further calls where the far end is away, overloaded or late; with growing pauses',
  }),
  concurrency: z.int().min(1).max(64).default(4).meta({
    description: 'Most calls to this URL at a time, of one compute child',
  }),
  headers: z
    .record(headerName, z.union([headerValue, secret]))
    .default({})
    .meta({
      description: 'A text, or the environment variable that holds it. Secrets belong into the latter',
    }),
  allow: z.array(z.string().min(1)).default([]).meta({
    description:
      'Addresses and networks (`10.0.0.0/8`) that the host may be in though they are not public; there http will do',
  }),
  maxAnswerBytes: z.int().min(2).max(67_108_864).default(1_048_576),
  image: z.enum(['jpeg', 'png']).default('jpeg').meta({
    description: 'As what pictures are sent; `jpeg` of quality 95, `png` without loss',
  }),
};

const formatOf = <const T extends readonly [string, ...string[]]>(formats: T) =>
  z.enum(formats).default('picture').meta({ description: 'Form of the request and of the answer' });

/** A detector that runs elsewhere. */
export const httpDetectorSchema = z.strictObject({ ...common, format: formatOf(DETECTOR_FORMATS) });

/** A classifier that runs elsewhere. */
export const httpClassifierSchema = z.strictObject({ ...common, format: formatOf(CLASSIFIER_FORMATS) });

export type HttpDetector = z.output<typeof httpDetectorSchema>;
export type HttpClassifier = z.output<typeof httpClassifierSchema>;
export type HttpStep = HttpDetector | HttpClassifier;
