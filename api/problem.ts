import type { Context, ErrorHandler } from 'hono';
import { HTTPException } from 'hono/http-exception';
import type { ContentfulStatusCode } from 'hono/utils/http-status';
import type { z } from 'zod';
import { AppError, ERRORS, type ErrorCode, type FieldError } from '../shared/domain/errors.ts';
import type { problemSchema } from '../shared/domain/problem.ts';
import type { Log } from '../shared/log.ts';
import { isConnectionError } from '../shared/retry.ts';

/** The HTTP status of every error code. A code without a row does not compile. */
const STATUS_OF_ERROR = {
  'malformed-request': 400,
  'headers-too-large': 431,
  'malformed-body': 400,
  'malformed-json': 400,
  'malformed-multipart': 400,
  'invalid-request': 422,
  'invalid-params': 422,
  'invalid-string': 422,
  'invalid-cursor': 422,
  'missing-field': 422,
  'duplicate-field': 422,
  'unknown-field': 422,
  'too-many-fields': 413,
  'empty-file': 422,
  'content-too-large': 413,
  'unsupported-media-type': 415,
  'invalid-image': 422,
  'image-too-small': 422,
  'image-too-large': 422,
  'invalid-recording': 422,
  'invalid-tensors': 422,
  'unknown-collection': 422,
  'collection-exists': 409,
  'holds-verified': 409,
  'invalid-feedback': 422,
  'changed-meanwhile': 412,
  'feedback-not-possible': 409,
  'job-not-succeeded': 409,
  'malformed-archive': 400,
  'too-many-files': 413,
  'no-file-accepted': 422,
  'batch-receiving': 409,
  'batch-gone': 409,
  'batch-finished': 409,
  'unknown-model': 422,
  unauthorized: 401,
  'wrong-credentials': 401,
  'scope-missing': 403,
  'host-not-allowed': 403,
  'origin-not-allowed': 403,
  'csrf-token-invalid': 403,
  'registration-closed': 403,
  'email-taken': 409,
  'too-many-requests': 429,
  'too-many-uploads': 429,
  'too-many-streams': 429,
  'queue-full': 429,
  'storage-quota': 429,
  'wait-too-long': 429,
  'request-timeout': 408,
  'not-acceptable': 406,
  'url-not-allowed': 422,
  'url-unreachable': 422,
  'url-timeout': 422,
  'not-found': 404,
  'method-not-allowed': 405,
  'range-not-satisfiable': 416,
  'job-finished': 409,
  'idempotency-key-invalid': 400,
  'idempotency-mismatch': 422,
  'deadline-exceeded': 422,
  'input-not-kept': 410,
  'input-missing': 404,
  'model-failed': 422,
  'model-unavailable': 503,
  'model-timeout': 503,
  'endpoint-unavailable': 503,
  'endpoint-timeout': 503,
  'endpoint-refused': 422,
  'endpoint-misconfigured': 502,
  'endpoint-answer-invalid': 502,
  'worker-crashed': 503,
  'worker-lost': 503,
  'storage-full': 507,
  unavailable: 503,
  internal: 500,
} as const satisfies Record<ErrorCode, ContentfulStatusCode>;

/** After which a client may try again what was refused, where nothing better is known. */
const RETRY_AFTER_MS = 2000;
const MAY_TRY_AGAIN = [429, 503, 507];

/** Answers any error as `application/problem+json`. The text of what is not an `AppError` stays in the log. */
export function problemHandler(log: Log): ErrorHandler {
  return (error, c) => problem(c, translate(error, log, c));
}

/** The answer to a request that was refused with this error. */
export function problem(c: Context, error: AppError): Response {
  const status = STATUS_OF_ERROR[error.code];
  if (MAY_TRY_AGAIN.includes(status))
    c.header('Retry-After', String(Math.ceil((error.retryAfterMs ?? RETRY_AFTER_MS) / 1000)));
  c.header('Cache-Control', 'no-store');
  return c.body(JSON.stringify(problemOf(error, c.get('requestId') as string)), status, {
    'Content-Type': 'application/problem+json',
  });
}

/** The error as RFC 9457 has it. */
export function problemOf(
  error: AppError,
  requestId: string,
): z.input<typeof problemSchema> & { status: number } {
  return {
    type: `/docs/errors#${error.code}`,
    title: ERRORS[error.code].title,
    status: STATUS_OF_ERROR[error.code],
    detail: shorten(error.message, MOST_DETAIL),
    code: error.code,
    requestId,
    ...(error.errors.length > 0 && { errors: error.errors.slice(0, MOST_ERRORS).map(shortenError) }),
  };
}

/** Whoever sends a million wrong fields, or one with a name of a million characters, is told of the beginning. */
const [MOST_ERRORS, MOST_DETAIL, MOST_PATH] = [20, 2000, 200];

function shortenError({ path, message }: FieldError): FieldError {
  return { path: shorten(path, MOST_PATH), message };
}

function shorten(text: string, most: number): string {
  return text.length <= most ? text : `${text.slice(0, most).toWellFormed()}…`;
}

function translate(error: Error, log: Log, c: Context): AppError {
  if (error instanceof AppError) return error;
  if (error instanceof HTTPException && error.status < 500)
    return new AppError('malformed-body', error.message || 'The request could not be read', { cause: error });
  const fields = { requestId: c.get('requestId'), method: c.req.method, path: c.req.path };
  if (isConnectionError(error)) {
    log.warn('request.unavailable', { ...fields, err: { message: error.message } });
    return new AppError(
      'unavailable',
      'The database is away. Try again, with the same Idempotency-Key: this may have been carried out',
      {
        cause: error,
      },
    );
  }
  log.error('request.failed', { ...fields, err: { message: error.message, stack: error.stack } });
  return new AppError('internal', 'Internal error', { cause: error });
}
