import type { OpenAPIHono, RouteConfig } from '@hono/zod-openapi';
import { problemSchema } from '../shared/domain/problem.ts';

const TITLES: Record<number, string> = {
  400: 'Malformed',
  401: 'No API key and no session, or not a valid one',
  403: 'The key has no scope for this, or a page from elsewhere asks',
  404: 'Not found, or not yours',
  409: 'Not in this state',
  410: 'Not there any more',
  412: 'Not as `If-Match` says any more',
  413: 'Too large',
  415: 'Not a supported kind of content',
  416: 'Range outside the content',
  406: 'Not to be had in this form',
  408: 'Too slow',
  422: 'Well formed, but not possible; `code` and `errors` say why',
  429: 'Too many; try again after `Retry-After`',
  503: 'Not ready; try again',
  507: 'No room; try again',
};

/** What every call below `/v1` may answer besides. */
const EVERYWHERE = [401, 403, 429, 503];

/** The responses of a route that are errors, for its OpenAPI document. */
export function problemResponses(...statuses: number[]) {
  return Object.fromEntries(
    [...new Set([...statuses, ...EVERYWHERE])].map((status) => [
      status,
      {
        description: TITLES[status] ?? 'Error',
        content: { 'application/problem+json': { schema: problemSchema } },
      },
    ]),
  );
}

/**
 * Documents a route whole, and gives it with nothing but its query to be registered: none of our headers and ids can be
 * wrong, an id at most be nobody's, and to check headers each of them is read into an object first, which costs as much
 * as the rest of a poll.
 */
export function documented<R extends RouteConfig>(app: OpenAPIHono, route: R) {
  app.openAPIRegistry.registerPath(route);
  const request = { query: route.request?.query };
  return { ...route, request, hide: true } as Omit<R, 'request'> & {
    request: Pick<NonNullable<R['request']>, 'query'>;
  };
}
