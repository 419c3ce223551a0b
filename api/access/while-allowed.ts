import type { Context } from 'hono';
import type { AppError } from '../../shared/domain/errors.ts';
import type { Deps } from '../deps.ts';
import { credentialsOf, unauthorized } from './credentials.ts';

const LOOK_EVERY_MS = 1000;

/**
 * For answers that take long: aborts within two seconds after whoever asked may no longer ask, because the key was
 * revoked or the session ended. To be released when the answer is done.
 */
export function whileAllowed(
  c: Context,
  { config, access: { tokens } }: Deps,
): { readonly signal: AbortSignal; release(): void } {
  const ended = new AbortController();
  const token = config.AUTH === 'none' ? undefined : credentialsOf(c)?.token;
  if (!token) return { signal: ended.signal, release: () => {} };
  const timer = setInterval(() => {
    // A database that is away has not revoked anything.
    tokens.find(token).then(
      (principal) => principal ?? ended.abort(),
      () => {},
    );
  }, LOOK_EVERY_MS);
  return { signal: ended.signal, release: () => clearInterval(timer) };
}

/** The answer to who was let in and is not any more. */
export function noLongerAllowed(c: Context): AppError {
  return unauthorized(c, 'This API key or session is not valid any more');
}
