import type { MiddlewareHandler } from 'hono';
import { AppError } from '../../shared/domain/errors.ts';
import { nodeRequest } from '../node-bindings.ts';

/**
 * Refuses what no `Request` can be made of, which would else be found out when somebody asks for its body: a `Host`
 * that looks like a name and is none (`xn--`, `256.0.0.1`), and a whole URL with a name or password in it (`GET
 * http://user:password@host/ HTTP/1.1`), which RFC 9110, 4.2.4 takes for an error.
 *
 * @throws AppError `malformed-request`
 */
export const onlySoundUrls: MiddlewareHandler = async (c, next) => {
  if (!URL.canParse(c.req.url))
    throw new AppError('malformed-request', 'The Host of the request makes no URL');
  const isWholeUrl = nodeRequest(c)?.url?.startsWith('/') === false;
  if (isWholeUrl) {
    const { username, password } = new URL(c.req.url);
    if (username || password)
      throw new AppError('malformed-request', 'The URL of a request has no credentials');
  }
  await next();
};
