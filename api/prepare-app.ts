import type { Context, Env, Hono } from 'hono';
import { routePath } from 'hono/route';
import { onlyLoopbackNames } from './access/only-loopback-names.ts';
import { onlySoundUrls } from './access/only-sound-urls.ts';
import type { Deps } from './deps.ts';
import { problemHandler } from './problem.ts';
import { standardHeaders } from './standard-headers.ts';

/** Gives an app what goes for every request, on whichever port: errors as problems, an id, the log, sound names. */
export function prepareApp<App extends Pick<Hono<Env>, 'onError' | 'use'>>(app: App, deps: Deps): App {
  app.onError(problemHandler(deps.log));
  app.use(standardHeaders);
  app.use(async (c, next) => {
    const start = performance.now();
    await next();
    observe(c, deps, performance.now() - start);
  });
  app.use(onlySoundUrls);
  if (deps.config.AUTH === 'none') app.use(onlyLoopbackNames);
  return app;
}

function observe(c: Context, { log, metrics }: Deps, durationMs: number): void {
  const route = routePath(c, -1);
  const { method } = c.req;
  const { status } = c.res;
  metrics.countRequest({ method, route, status, durationMs });
  log.info('request', {
    requestId: c.get('requestId'),
    method,
    route,
    status,
    durationMs: Math.round(durationMs),
  });
}
