import { OpenAPIHono } from '@hono/zod-openapi';
import type { Context } from 'hono';
import { routePath } from 'hono/route';
import { AppError } from '../shared/domain/errors.ts';
import { fieldErrors } from '../shared/domain/field-errors.ts';
import type { Hints } from '../shared/hints.ts';
import type { Deps } from './deps.ts';
import { problem, problemHandler } from './problem.ts';
import { cancelJob } from './routes/cancel-job.ts';
import { deleteJob } from './routes/delete-job.ts';
import { docs } from './routes/docs.ts';
import { getJob } from './routes/get-job.ts';
import { health } from './routes/health.ts';
import { home } from './routes/home.ts';
import { jobEvents } from './routes/job-events.ts';
import { jobInput } from './routes/job-input.ts';
import { listJobs } from './routes/list-jobs.ts';
import { modelSample } from './routes/model-sample.ts';
import { models } from './routes/models.ts';
import { submitJob } from './routes/submit-job.ts';
import { system } from './routes/system.ts';
import { standardHeaders } from './standard-headers.ts';

/** Puts the routes together. Everything that answers stands in `routes/`, one file each. */
export function createApp(
  deps: Deps,
  { hints, version, cpuPercent }: { hints: Hints; version: string; cpuPercent: () => number | null },
): OpenAPIHono {
  const app = new OpenAPIHono({
    defaultHook: (result) => {
      if (result.success) return;
      const errors = fieldErrors(result.error);
      throw new AppError('invalid-request', errors.map((e) => `${e.path}: ${e.message}`).join('; '), {
        errors,
      });
    },
  });
  app.onError(problemHandler(deps.log));
  app.use(standardHeaders);
  app.use(async (c, next) => {
    const start = performance.now();
    await next();
    observe(c, deps, performance.now() - start);
  });

  submitJob(app, deps);
  listJobs(app, deps);
  getJob(app, deps);
  jobEvents(app, deps);
  cancelJob(app, deps, hints);
  deleteJob(app, deps, hints);
  jobInput(app, deps);
  models(app, deps);
  modelSample(app, deps);
  system(app, deps, { version, cpuPercent });
  health(app, deps);
  docs(app, version);
  home(app);

  app.notFound((c) => {
    const allowed = allowedMethods(app, c.req.path);
    if (allowed.length === 0) return problem(c, new AppError('not-found', 'There is nothing here'));
    c.header('Allow', allowed.join(', '));
    return problem(c, new AppError('method-not-allowed', `Here goes ${allowed.join(', ')}`));
  });
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

function allowedMethods(app: OpenAPIHono, path: string): string[] {
  return ['GET', 'POST', 'PUT', 'DELETE'].filter((method) =>
    app.router.match(method, path)[0].some(([[, route]]) => route.method !== 'ALL'),
  );
}
