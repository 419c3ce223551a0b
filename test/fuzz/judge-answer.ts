import { ERRORS } from '../../shared/domain/errors.ts';
import { INSIDE } from '../support/problems.ts';
import type { Outcome } from './http-connection.ts';
import type { HttpRequest } from './http-request.ts';

/** More than any refusal has to say, however much there was wrong. */
const MOST_REFUSAL_BYTES = 16_384;
/** What gives away the libraries behind it, or how they put things. */
const LIBRARIES =
  /\b(zod|hono|busboy|undici|drizzle|postgres|SQLSTATE|ECONN\w+|\w+Error:|Unexpected token)\b/i;

/** What is wrong with the answer to a bad request; undefined when it is as it must be. */
export function judgeAnswer(
  { expects, connection, isHead }: HttpRequest,
  outcome: Outcome,
): string | undefined {
  if (outcome === 'silent') return 'was not answered in time';
  if (outcome === 'closed') return 'was hung up on without an answer';
  if (outcome === 'left') return connection === 'cut' ? undefined : 'was not answered';
  const { status, headers, body } = outcome;
  if (status >= 500) return `was answered with ${status}`;
  if (!headers.get('x-request-id')) return `${status} without X-Request-Id`;
  if (headers.get('x-content-type-options') !== 'nosniff') return `${status} without nosniff`;
  if (INSIDE.test(body)) return `${status} shows the inside of the server`;
  if (status >= 400) return judgeRefusal({ status, headers, body }, isHead);
  return expects === 'refusal' ? `must be refused and was answered with ${status}` : undefined;
}

function judgeRefusal(
  { status, headers, body }: { status: number; headers: ReadonlyMap<string, string>; body: string },
  isHead: boolean,
): string | undefined {
  if (headers.get('content-type') !== 'application/problem+json')
    return `${status} is ${headers.get('content-type')}, not application/problem+json`;
  if (isHead) return undefined;
  if (body.length > MOST_REFUSAL_BYTES) return `${status} with ${body.length} characters`;
  if (LIBRARIES.test(body)) return `${status} names a library`;
  const problem = JSON.parse(body) as Record<string, unknown>;
  const isWhole =
    problem['status'] === status &&
    Object.hasOwn(ERRORS, String(problem['code'])) &&
    problem['type'] === `/docs/errors#${problem['code']}` &&
    problem['requestId'] === headers.get('x-request-id') &&
    [problem['title'], problem['detail']].every((text) => typeof text === 'string' && text !== '');
  return isWhole ? undefined : `${status} is no whole problem`;
}
