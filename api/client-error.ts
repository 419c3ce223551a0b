import { randomUUID } from 'node:crypto';
import { type IncomingMessage, type ServerResponse, STATUS_CODES } from 'node:http';
import type { Duplex } from 'node:stream';
import { AppError } from '../shared/domain/errors.ts';
import type { Log } from '../shared/log.ts';
import { RequestError } from './node-bindings.ts';
import { problemOf } from './problem.ts';

/**
 * Answers what Node's own parser refuses, before there is a request: what is no HTTP, came too slowly, or has too much
 * in its headers. A problem like any other; then the connection is closed.
 *
 * @example server.on('clientError', answerClientError);
 */
export function answerClientError(cause: NodeJS.ErrnoException, socket: AnsweringSocket): void {
  // The client has gone; or an answer has begun, which this would spoil.
  if (cause.code === 'ECONNRESET' || !socket.writable || socket._httpMessage?.headersSent) {
    socket.destroy();
    return;
  }
  endWith(socket, errorOf(cause));
}

/** Node's own mark on a connection, by which its own answer to such errors goes: what is being answered on it. */
type AnsweringSocket = Duplex & { readonly _httpMessage?: ServerResponse | null };

/**
 * Answers `CONNECT`, which Node gives to nobody else and would hang up on.
 *
 * @example server.on('connect', refuseConnect);
 */
export function refuseConnect(_request: IncomingMessage, socket: Duplex): void {
  // Nobody else listens any more, and one that is reset must not end the process.
  socket.on('error', () => socket.destroy());
  endWith(socket, new AppError('malformed-request', 'This is no proxy'));
}

/**
 * Answers what never gets as far as the app, or comes out of it as an error: a request of which no URL can be made,
 * because its `Host` is missing or its path is not valid, is the client's fault, everything else is not.
 *
 * @example getRequestListener(app.fetch, { errorHandler: answerOutsideApp(log) });
 */
export function answerOutsideApp(log: Log): (cause: unknown) => Response {
  return (cause) => {
    const isTheirs = cause instanceof RequestError;
    const error = isTheirs
      ? new AppError('malformed-request', 'The Host and the path of the request make no URL', { cause })
      : new AppError('internal', 'Internal error', { cause });
    const problem = problemOf(error, randomUUID());
    if (!isTheirs)
      log.error('request.failed', { requestId: problem.requestId, err: { message: String(cause) } });
    const headers = { ...headersOf(problem), Connection: 'close' };
    return new Response(JSON.stringify(problem), { status: problem.status, headers });
  };
}

function endWith(socket: Duplex, error: AppError): void {
  const problem = problemOf(error, randomUUID());
  const body = JSON.stringify(problem);
  socket.end(
    [
      `HTTP/1.1 ${problem.status} ${STATUS_CODES[problem.status]}`,
      ...Object.entries(headersOf(problem)).map(([name, value]) => `${name}: ${value}`),
      `Content-Length: ${Buffer.byteLength(body)}`,
      'Connection: close',
      '',
      body,
    ].join('\r\n'),
  );
}

function headersOf({ requestId }: { requestId: string }) {
  return {
    'Content-Type': 'application/problem+json',
    'X-Request-Id': requestId,
    'X-Content-Type-Options': 'nosniff',
    'Cache-Control': 'no-store',
  };
}

function errorOf(cause: NodeJS.ErrnoException): AppError {
  if (cause.code === 'ERR_HTTP_REQUEST_TIMEOUT')
    return new AppError('request-timeout', 'The request did not come in time', { cause });
  if (cause.code === 'HPE_HEADER_OVERFLOW')
    return new AppError('headers-too-large', 'The headers may have at most 16 KiB', { cause });
  return new AppError('malformed-request', 'This is no HTTP/1.1 request', { cause });
}
