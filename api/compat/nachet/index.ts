import { Hono, type MiddlewareHandler } from 'hono';
import { cors } from 'hono/cors';
import { isLoopback } from '../../../shared/domain/loopback.ts';
import type { CompatSystem } from '../compat-system.ts';
import { feedbackRoutes } from './feedback-routes.ts';
import { foldersRoutes } from './folders-routes.ts';
import { inferenceRoute } from './inference-route.ts';
import { metadataRoutes } from './metadata-routes.ts';
import { picturesRoutes } from './pictures-routes.ts';
import { userRoute } from './user-route.ts';

/** How long a browser may believe what it was allowed, seconds. */
const MAX_AGE = 86_400;

/** Seeds, their folders and their feedback for nachet's front end. */
export const nachet: CompatSystem = {
  port: 8080,
  prefixes: ['/', '/api'],
  mount(app, tools) {
    const { COMPAT_ORIGINS: origins = [] } = tools.deps.config;
    const isAllowed = (origin: string) => origins.includes(origin) || isOfThisMachine(origin);
    const allow = cors({
      origin: (origin) => (isAllowed(origin) ? origin : null),
      allowMethods: ['GET', 'POST', 'OPTIONS'],
      // The front end sends the second with every call, though it is no header of requests.
      allowHeaders: ['Content-Type', 'Access-Control-Allow-Origin'],
      credentials: true,
      maxAge: MAX_AGE,
    });
    // A browser asks nobody before it sends text, and it stands inside. Programs send no Origin.
    const refuseOthers: MiddlewareHandler = async (c, next) => {
      const origin = c.req.header('Origin');
      const isOwn = origin === undefined || origin === new URL(c.req.url).origin || isAllowed(origin);
      if (c.req.method === 'POST' && !isOwn) return c.json([`${origin} is not among COMPAT_ORIGINS`], 403);
      return await next();
    };
    const routes = new Hono();
    for (const add of ROUTES) add(routes, tools);
    // Not `*`: others may stand on the same port.
    for (const path of new Set(routes.routes.map((route) => route.path))) app.use(path, allow, refuseOthers);
    app.route('/', routes);
  },
};

const ROUTES = [userRoute, metadataRoutes, foldersRoutes, picturesRoutes, inferenceRoute, feedbackRoutes];

function isOfThisMachine(origin: string): boolean {
  return URL.canParse(origin) && isLoopback(new URL(origin).hostname);
}
