import type { Problem } from '../../shared/domain/problem.ts';

/** What the api has refused, or that it could not be reached. `code` is stable; `message` is for people. */
export class ApiError extends Error {
  override readonly name = 'ApiError';
  /** HTTP status; 0 when there was no answer. */
  readonly status: number;
  readonly code: string;
  /** To be named to whoever runs the server; undefined when there was no answer. */
  readonly requestId: string | undefined;
  /** When to try again, where the api has said so. */
  readonly retryAfterMs: number | undefined;

  constructor(
    message: string,
    {
      status,
      code,
      requestId,
      retryAfterMs,
    }: { status: number; code: string; requestId?: string | undefined; retryAfterMs?: number | undefined },
  ) {
    super(message);
    this.status = status;
    this.code = code;
    this.requestId = requestId;
    this.retryAfterMs = retryAfterMs;
  }
}

/** The error that an answer means. */
export function apiErrorOf(
  status: number,
  text: string,
  headers: { requestId: string | null; retryAfter: string | null },
): ApiError {
  const problem = problemIn(text);
  const seconds = Number(headers.retryAfter);
  return new ApiError(problem?.detail ?? `HTTP ${status}`, {
    status,
    code: problem?.code ?? `http-${status}`,
    requestId: problem?.requestId ?? headers.requestId ?? undefined,
    retryAfterMs: headers.retryAfter !== null && seconds >= 0 ? seconds * 1000 : undefined,
  });
}

/** The error of a request that had no answer. */
export function unreachable(): ApiError {
  return new ApiError('The server could not be reached', { status: 0, code: 'unreachable' });
}

function problemIn(text: string): Problem | undefined {
  try {
    return JSON.parse(text) as Problem;
  } catch {
    return undefined;
  }
}
