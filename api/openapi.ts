import type { OpenAPIHono, RouteConfig } from '@hono/zod-openapi';
import { problemSchema } from './problem.ts';

const TITLES: Record<number, string> = {
  400: 'Malformed',
  404: 'Not found, or not yours',
  409: 'Not in this state',
  413: 'Too large',
  415: 'Not a supported kind of content',
  416: 'Range outside the content',
  422: 'Well formed, but not possible; `code` and `errors` say why',
  503: 'Not ready; try again',
  507: 'No room; try again',
};

/** The responses of a route that are errors, for its OpenAPI document. */
export function problemResponses(...statuses: number[]) {
  return Object.fromEntries(
    statuses.map((status) => [
      status,
      {
        description: TITLES[status] ?? 'Error',
        content: { 'application/problem+json': { schema: problemSchema } },
      },
    ]),
  );
}

/**
 * Documents a route whole, and gives it without its headers, to be registered: checking them means to read every header
 * of the request into an object first, which costs as much as the rest of a poll, and none of ours can be wrong.
 */
export function documented<R extends RouteConfig>(app: OpenAPIHono, route: R) {
  app.openAPIRegistry.registerPath(route);
  const { headers: _, ...request } = route.request ?? {};
  return { ...route, request, hide: true } as R & { request: Omit<R['request'], 'headers'> };
}
