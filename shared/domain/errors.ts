/** Where an error can show: `request` refuses the HTTP request, `job` ends an attempt (it may do both). */
type ErrorRow = {
  /** Short, for a stranger; RFC 9457 `title`. */
  readonly title: string;
  /** Whether the same input may succeed later: decides if an attempt that ended so is tried again. */
  readonly retryable: boolean;
};

/** Every error that leaves the process, by its code. The HTTP status of each stands in `api/problem.ts`. */
export const ERRORS = {
  'malformed-request': { title: 'This is no HTTP request', retryable: false },
  'headers-too-large': { title: 'The headers of the request are too large', retryable: false },
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
  'image-too-small': { title: 'The image has too few pixels', retryable: false },
  'image-too-large': { title: 'The image has too many pixels', retryable: false },
  'invalid-recording': { title: 'The recording cannot be read', retryable: false },
  'invalid-tensors': { title: 'The tensors do not fit the model', retryable: false },
  'unknown-collection': { title: 'There is no such collection', retryable: false },
  'collection-exists': { title: 'There is a collection of this name', retryable: false },
  'holds-verified': { title: 'It holds results that somebody has verified', retryable: false },
  'invalid-feedback': { title: 'The feedback does not fit the result', retryable: false },
  'changed-meanwhile': { title: 'It was changed meanwhile', retryable: false },
  'feedback-not-possible': { title: 'The result cannot be judged', retryable: false },
  'job-not-succeeded': { title: 'The job has no result', retryable: false },
  'malformed-archive': { title: 'The archive could not be read', retryable: false },
  'too-many-files': { title: 'There are more files than there may be', retryable: false },
  'no-file-accepted': { title: 'None of the files can become a job', retryable: false },
  'batch-receiving': { title: 'The batch is still being received', retryable: true },
  'batch-gone': { title: 'The batch was canceled or deleted', retryable: false },
  'batch-finished': { title: 'The batch has already ended', retryable: false },
  'unknown-model': { title: 'There is no such model', retryable: false },
  unauthorized: { title: 'It is not known who asks', retryable: false },
  'wrong-credentials': { title: 'The address or the password is wrong', retryable: false },
  'scope-missing': { title: 'The key may not do this', retryable: false },
  'host-not-allowed': { title: 'The server is not reached by this name', retryable: false },
  'origin-not-allowed': { title: 'A page from elsewhere may not do this', retryable: false },
  'csrf-token-invalid': { title: 'The CSRF token is missing or wrong', retryable: false },
  'registration-closed': { title: 'Accounts cannot be made here', retryable: false },
  'email-taken': { title: 'The address is taken', retryable: false },
  'too-many-requests': { title: 'Too many requests', retryable: true },
  'too-many-uploads': { title: 'Too many uploads at a time', retryable: true },
  'too-many-streams': { title: 'Too many event streams at a time', retryable: true },
  'queue-full': { title: 'The queue is full', retryable: true },
  'storage-quota': { title: 'The stored inputs take as much as they may', retryable: true },
  'wait-too-long': { title: 'The job would wait longer than it may', retryable: true },
  'request-timeout': { title: 'The request took too long', retryable: true },
  'not-acceptable': { title: 'There is no such form of the answer', retryable: false },
  'url-not-allowed': { title: 'The URL is not one that may be followed', retryable: false },
  'url-unreachable': { title: 'The URL could not be read', retryable: true },
  'url-timeout': { title: 'The URL took too long to answer', retryable: true },
  'not-found': { title: 'Not found', retryable: false },
  'method-not-allowed': { title: 'Method not allowed', retryable: false },
  'range-not-satisfiable': { title: 'The range lies outside the content', retryable: false },
  'job-finished': { title: 'The job has already ended', retryable: false },
  'idempotency-key-invalid': { title: 'The Idempotency-Key is not valid', retryable: false },
  'idempotency-mismatch': { title: 'The Idempotency-Key was used for another request', retryable: false },
  'deadline-exceeded': { title: 'The job was not started by its deadline', retryable: false },
  'input-not-kept': { title: 'The input was removed when the job had ended', retryable: false },
  'input-missing': { title: 'The stored input of the job is gone', retryable: false },
  'model-failed': { title: 'The model could not run on this input', retryable: false },
  'model-unavailable': { title: 'The model cannot be loaded', retryable: true },
  'model-timeout': { title: 'The model took longer than it may', retryable: true },
  'endpoint-unavailable': { title: 'A model that runs elsewhere is away or overloaded', retryable: true },
  'endpoint-timeout': { title: 'A model that runs elsewhere took longer than it may', retryable: true },
  'endpoint-refused': { title: 'A model that runs elsewhere has refused the input', retryable: false },
  'endpoint-misconfigured': { title: 'A model that runs elsewhere cannot be asked so', retryable: false },
  'endpoint-answer-invalid': {
    title: 'A model that runs elsewhere gave an answer of no use',
    retryable: false,
  },
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
  /** When it makes sense to try again; null where nothing was measured. */
  readonly retryAfterMs: number | null;

  constructor(
    code: ErrorCode,
    message: string,
    options: { cause?: unknown; errors?: FieldError[]; retryAfterMs?: number } = {},
  ) {
    super(message, options.cause === undefined ? {} : { cause: options.cause });
    this.name = 'AppError';
    this.code = code;
    this.errors = options.errors ?? [];
    this.retryAfterMs = options.retryAfterMs ?? null;
  }
}
