import type { IncomingMessage } from 'node:http';
import { AppError } from '../domain/errors.ts';

/**
 * The body of an answer, piece by piece and as fast as it is taken.
 *
 * @param options `maxBytes`: throws `content-too-large` at the first byte beyond, or at once where the answer says so;
 *   `refusal`: thrown instead of the first byte; `translate`: makes an error of the connection fit for a stranger
 */
export async function* readGuarded(
  response: IncomingMessage,
  options: {
    readonly maxBytes: number;
    readonly refusal: AppError | undefined;
    readonly translate: (cause: unknown) => AppError;
  },
): AsyncGenerator<Buffer, void, undefined> {
  const { maxBytes, refusal, translate } = options;
  if (refusal) throw refusal;
  if (Number(response.headers['content-length'] ?? 0) > maxBytes) throw tooLarge(maxBytes);
  const chunks = response[Symbol.asyncIterator]();
  let sizeBytes = 0;
  try {
    for (;;) {
      const next = await chunks.next().catch((cause: unknown) => {
        throw translate(cause);
      });
      if (next.done) return;
      const chunk = next.value as Buffer;
      sizeBytes += chunk.length;
      if (sizeBytes > maxBytes) throw tooLarge(maxBytes);
      yield chunk;
    }
  } finally {
    response.destroy();
  }
}

function tooLarge(maxBytes: number): AppError {
  return new AppError('content-too-large', `The file may have at most ${maxBytes} bytes`);
}
