import type { MiddlewareHandler } from 'hono';
import { AppError } from '../../shared/domain/errors.ts';
import { isLoopback } from '../../shared/domain/loopback.ts';

/**
 * Answers only what is asked of this machine by one of its own names. Without sign-in, a page from elsewhere whose
 * name is made to lead here (DNS rebinding) would otherwise be of the same origin as the api.
 *
 * @throws AppError `host-not-allowed`
 */
export const onlyLoopbackNames: MiddlewareHandler = async (c, next) => {
  const host = c.req.header('Host') ?? '';
  if (!isLoopback(host.replace(/:\d{1,5}$/, '').toLowerCase()))
    throw new AppError(
      'host-not-allowed',
      'Without sign-in only localhost is answered; set AUTH=keys to be reached by another name',
    );
  await next();
};
