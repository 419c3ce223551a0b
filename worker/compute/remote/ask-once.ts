import { AppError, type ErrorCode } from '../../../shared/domain/errors.ts';
import type { OutboundResponse } from '../../../shared/outbound/guarded-request.ts';
import type { Endpoint } from './endpoint.ts';
import type { PictureBody } from './format.ts';

/** What the far end says by these is not about the input. */
const MISCONFIGURED = [401, 403, 404, 405, 407, 410];
const OVERLOADED = [408, 425, 429];

/** What a refusal at the door means for a model. */
const CODE_OF_REFUSAL: Partial<Record<ErrorCode, ErrorCode>> = {
  'url-not-allowed': 'endpoint-misconfigured',
  'url-unreachable': 'endpoint-unavailable',
  'url-timeout': 'endpoint-timeout',
  'content-too-large': 'endpoint-answer-invalid',
};

const TEXT_OF_REFUSAL: Partial<Record<ErrorCode, string>> = {
  'endpoint-misconfigured': 'is where no request may go',
  'endpoint-unavailable': 'cannot be reached',
  'endpoint-timeout': 'took longer than it may',
  'endpoint-answer-invalid': 'gave an answer that is too large',
};

/**
 * Asks a model elsewhere once. Redirects are not followed: the headers are for one host alone.
 *
 * @param signal gives up
 * @returns the parsed JSON of the answer
 * @throws AppError `endpoint-…`, in whose text is nothing that the far end has said
 */
export async function askOnce(
  endpoint: Endpoint,
  { contentType, body }: PictureBody,
  signal: AbortSignal,
): Promise<unknown> {
  const { http, name, outbound, headers } = endpoint;
  try {
    return await outbound.request(
      {
        url: http.url,
        purpose: 'model',
        method: 'POST',
        headers: { Accept: 'application/json', ...headers, 'Content-Type': contentType },
        body,
        timeoutMs: http.timeoutMs,
        maxBytes: http.maxAnswerBytes,
        maxRedirects: 0,
        signal,
      },
      (response) => readAnswer(endpoint, response),
    );
  } catch (cause) {
    if (!(cause instanceof AppError)) throw cause;
    const code = signal.aborted ? 'endpoint-timeout' : CODE_OF_REFUSAL[cause.code];
    if (code === undefined) throw cause;
    throw new AppError(code, `${name} ${TEXT_OF_REFUSAL[code]}`, { cause });
  }
}

async function readAnswer(
  { name, secrets }: Endpoint,
  { status, headers, body }: OutboundResponse,
): Promise<unknown> {
  const fail = (code: ErrorCode, text: string, retryAfterMs = 0) =>
    new AppError(code, `${name} ${text}`, retryAfterMs > 0 ? { retryAfterMs } : {});
  if (status >= 500 || OVERLOADED.includes(status))
    throw fail('endpoint-unavailable', `answered ${status}`, retryAfterMs(headers['retry-after']));
  if (status < 200 || (status >= 300 && status < 400) || MISCONFIGURED.includes(status))
    throw fail('endpoint-misconfigured', `answered ${status}`);
  if (status >= 400) throw fail('endpoint-refused', `answered ${status}`);
  const chunks: Buffer[] = [];
  for await (const chunk of body) chunks.push(chunk);
  const text = Buffer.concat(chunks).toString('utf8');
  if (secrets.some((secret) => secret.length >= 8 && text.includes(secret)))
    throw fail('endpoint-answer-invalid', 'repeats a secret that it was sent');
  try {
    return JSON.parse(text) as unknown;
  } catch {
    throw fail('endpoint-answer-invalid', 'gave an answer that is not JSON');
  }
}

/** RFC 9110, section 10.2.3: seconds or a date. */
function retryAfterMs(header: string | undefined): number {
  if (header === undefined) return 0;
  const ms = /^\d{1,9}$/.test(header) ? Number(header) * 1000 : Date.parse(header) - Date.now();
  return Number.isFinite(ms) ? Math.max(0, ms) : 0;
}
