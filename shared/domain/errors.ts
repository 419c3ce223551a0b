/** Where an error can show: `request` refuses the HTTP request, `job` ends an attempt (it may do both). */
type ErrorRow = {
  /** Short, for a stranger; RFC 9457 `title`. */
  readonly title: string;
  /** Whether the same input may succeed later: decides if an attempt that ended so is tried again. */
  readonly retryable: boolean;
};

/** Every error that leaves the process, by its code. The HTTP status of each stands in `api/problem.ts`. */
export const ERRORS = {
  'malformed-body': { title: 'The body could not be read', retryable: false },
  'malformed-json': { title: 'The JSON could not be read', retryable: false },
  'malformed-multipart': { title: 'The multipart form could not be read', retryable: false },
  'invalid-request': { title: 'The request is not valid', retryable: false },
  'invalid-params': { title: 'The parameters are not valid', retryable: false },
  'invalid-string': { title: 'A text holds a character that cannot be stored', retryable: false },
  'invalid-cursor': { title: 'The cursor is not valid', retryable: false },
  'missing-field': { title: 'A field is missing', retryable: false },
  'duplicate-field': { title: 'A field was given twice', retryable: false },
  'unknown-field': { title: 'The field is not known', retryable: false },
  'too-many-fields': { title: 'The form has too many fields', retryable: false },
  'empty-file': { title: 'The file is empty', retryable: false },
  'content-too-large': { title: 'The upload is too large', retryable: false },
  'unsupported-media-type': { title: 'This kind of content is not supported', retryable: false },
  'invalid-image': { title: 'The image cannot be decoded', retryable: false },
  'image-too-large': { title: 'The image has too many pixels', retryable: false },
  'invalid-tensors': { title: 'The tensors do not fit the model', retryable: false },
  'unknown-model': { title: 'There is no such model', retryable: false },
  'not-found': { title: 'Not found', retryable: false },
  'method-not-allowed': { title: 'Method not allowed', retryable: false },
  'range-not-satisfiable': { title: 'The range lies outside the content', retryable: false },
  'job-finished': { title: 'The job has already ended', retryable: false },
  'idempotency-key-invalid': { title: 'The Idempotency-Key is not valid', retryable: false },
  'idempotency-mismatch': { title: 'The Idempotency-Key was used for another request', retryable: false },
  'deadline-exceeded': { title: 'The job was not started by its deadline', retryable: false },
  'input-missing': { title: 'The stored input of the job is gone', retryable: false },
  'model-failed': { title: 'The model could not run on this input', retryable: false },
  'model-unavailable': { title: 'The model cannot be loaded', retryable: true },
  'model-timeout': { title: 'The model took longer than it may', retryable: true },
  'worker-crashed': { title: 'The input made the model process crash', retryable: true },
  'worker-lost': { title: 'The workers that ran the job were lost', retryable: true },
  'storage-full': { title: 'There is no room to store the upload', retryable: true },
  unavailable: { title: 'The service is not ready', retryable: true },
  internal: { title: 'Internal error', retryable: true },
} as const satisfies Record<string, ErrorRow>;

export type ErrorCode = keyof typeof ERRORS;

/** One faulty field of a request: where it stands (`params.topK`) and what is wrong with it. */
export type FieldError = { readonly path: string; readonly message: string };

/**
 * The only error whose message leaves the process: it is written for a stranger. Everything else is shown
 * as `internal`, and its stack stays in the log.
 */
export class AppError extends Error {
  readonly code: ErrorCode;
  readonly errors: FieldError[];

  constructor(code: ErrorCode, message: string, options: { cause?: unknown; errors?: FieldError[] } = {}) {
    super(message, options.cause === undefined ? {} : { cause: options.cause });
    this.name = 'AppError';
    this.code = code;
    this.errors = options.errors ?? [];
  }
}
