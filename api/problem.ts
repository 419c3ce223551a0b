import type { Context, ErrorHandler } from 'hono';
import { HTTPException } from 'hono/http-exception';
import type { ContentfulStatusCode } from 'hono/utils/http-status';
import { z } from 'zod';
import { AppError, ERRORS, type ErrorCode } from '../shared/domain/errors.ts';
import type { Log } from '../shared/log.ts';
import { isConnectionError } from '../shared/retry.ts';

/** The HTTP status of every error code. A code without a row does not compile. */
const STATUS_OF_ERROR = {
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
  'image-too-large': 422,
  'invalid-tensors': 422,
  'unknown-model': 422,
  'not-found': 404,
  'method-not-allowed': 405,
  'range-not-satisfiable': 416,
  'job-finished': 409,
  'idempotency-key-invalid': 400,
  'idempotency-mismatch': 422,
  'deadline-exceeded': 422,
  'input-missing': 404,
  'model-failed': 422,
  'model-unavailable': 503,
  'model-timeout': 503,
  'worker-crashed': 503,
  'worker-lost': 503,
  'storage-full': 507,
  unavailable: 503,
  internal: 500,
} as const satisfies Record<ErrorCode, ContentfulStatusCode>;

/** RFC 9457 */
export const problemSchema = z
  .object({
    type: z.string(),
    title: z.string(),
    status: z.int(),
    detail: z.string(),
    code: z.string().meta({ description: 'Stable; for programs' }),
    requestId: z.string(),
    errors: z.array(z.object({ path: z.string(), message: z.string() })).optional(),
  })
  .meta({ id: 'Problem' });

/** Seconds after which a client may try again what was refused because something is away. */
const RETRY_AFTER = '2';

/** Answers any error as `application/problem+json`. The text of what is not an `AppError` stays in the log. */
export function problemHandler(log: Log): ErrorHandler {
  return (error, c) => problem(c, translate(error, log, c));
}

/** The answer to a request that was refused with this error. */
export function problem(c: Context, error: AppError): Response {
  const status = STATUS_OF_ERROR[error.code];
  if (status === 503 || status === 507) c.header('Retry-After', RETRY_AFTER);
  c.header('Cache-Control', 'no-store');
  return c.body(
    JSON.stringify({
      type: `/docs/errors#${error.code}`,
      title: ERRORS[error.code].title,
      status,
      detail: error.message,
      code: error.code,
      requestId: c.get('requestId') as string,
      ...(error.errors.length > 0 && { errors: error.errors }),
    } satisfies z.input<typeof problemSchema>),
    status,
    { 'Content-Type': 'application/problem+json' },
  );
}

function translate(error: Error, log: Log, c: Context): AppError {
  if (error instanceof AppError) return error;
  if (error instanceof HTTPException && error.status < 500)
    return new AppError('malformed-body', error.message || 'The request could not be read', { cause: error });
  const fields = { requestId: c.get('requestId'), method: c.req.method, path: c.req.path };
  if (isConnectionError(error)) {
    log.warn('request.unavailable', { ...fields, err: { message: error.message } });
    return new AppError('unavailable', 'The database is away; nothing was accepted, try again', {
      cause: error,
    });
  }
  log.error('request.failed', { ...fields, err: { message: error.message, stack: error.stack } });
  return new AppError('internal', 'Internal error', { cause: error });
}
