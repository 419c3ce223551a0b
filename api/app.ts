import { OpenAPIHono } from '@hono/zod-openapi';
import { AppError } from '../shared/domain/errors.ts';
import { fieldErrors } from '../shared/domain/field-errors.ts';
import type { SystemHistory } from '../shared/domain/system-history.ts';
import type { Hints } from '../shared/hints.ts';
import { authenticate } from './access/authenticate.ts';
import type { Deps } from './deps.ts';
import { prepareApp } from './prepare-app.ts';
import { problem } from './problem.ts';
import { accounts } from './routes/account.ts';
import { batchEvents } from './routes/batch-events.ts';
import { batchResults } from './routes/batch-results.ts';
import { batches } from './routes/batches.ts';
import { cancelJob } from './routes/cancel-job.ts';
import { collections } from './routes/collections.ts';
import { deleteAccount } from './routes/delete-account.ts';
import { deleteCollection } from './routes/delete-collection.ts';
import { deleteJob } from './routes/delete-job.ts';
import { docs } from './routes/docs.ts';
import { events } from './routes/events.ts';
import { exportFeedback } from './routes/export-feedback.ts';
import { feedbacks } from './routes/feedback.ts';
import { getJob } from './routes/get-job.ts';
import { getWebhookDelivery } from './routes/get-webhook-delivery.ts';
import { health } from './routes/health.ts';
import { jobArtifact } from './routes/job-artifact.ts';
import { jobEvents } from './routes/job-events.ts';
import { jobHypnogram } from './routes/job-hypnogram.ts';
import { jobInput } from './routes/job-input.ts';
import { keys } from './routes/keys.ts';
import { listJobs } from './routes/list-jobs.ts';
import { listWebhookDeliveries } from './routes/list-webhook-deliveries.ts';
import { modelSample } from './routes/model-sample.ts';
import { models } from './routes/models.ts';
import { moveJobs } from './routes/move-jobs.ts';
import { replayWebhookDelivery } from './routes/replay-webhook-delivery.ts';
import { sessions } from './routes/session.ts';
import { submitBatch } from './routes/submit-batch.ts';
import { submitJob } from './routes/submit-job.ts';
import { system } from './routes/system.ts';
import { systemHistory } from './routes/system-history.ts';
import { usage } from './routes/usage.ts';
import { webPage } from './routes/web-page.ts';
import { webhookSecret } from './routes/webhook-secret.ts';
import { documentWebhooks } from './webhook-document.ts';

/** Puts the routes together. Everything that answers stands in `routes/`, one file each. */
export function createApp(
  deps: Deps,
  {
    hints,
    version,
    cpuPercent,
    history,
  }: { hints: Hints; version: string; cpuPercent: () => number | null; history: () => SystemHistory },
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
  prepareApp(app, deps);
  app.use('/v1/*', authenticate(deps));

  submitJob(app, deps);
  listJobs(app, deps);
  getJob(app, deps);
  jobEvents(app, deps);
  events(app, deps);
  cancelJob(app, deps, hints);
  deleteJob(app, deps, hints);
  jobInput(app, deps);
  jobArtifact(app, deps);
  submitBatch(app, deps);
  batches(app, deps, hints);
  batchEvents(app, deps);
  batchResults(app, deps);
  feedbacks(app, deps);
  exportFeedback(app, deps);
  collections(app, deps);
  deleteCollection(app, deps, hints);
  moveJobs(app, deps);
  jobHypnogram(app, deps);
  listWebhookDeliveries(app, deps);
  getWebhookDelivery(app, deps);
  replayWebhookDelivery(app, deps);
  webhookSecret(app, deps);
  documentWebhooks(app);
  models(app, deps);
  modelSample(app, deps);
  keys(app, deps);
  sessions(app, deps);
  accounts(app, deps);
  deleteAccount(app, deps, hints);
  usage(app, deps);
  system(app, deps, { version, cpuPercent });
  systemHistory(app, history);
  health(app, deps);
  docs(app, version);
  const page = webPage(app);

  app.notFound(async (c) => {
    const allowed = allowedMethods(app, c.req.path);
    if (allowed.length === 0)
      return (await page.notFound(c)) ?? problem(c, new AppError('not-found', 'There is nothing here'));
    c.header('Allow', allowed.join(', '));
    return problem(c, new AppError('method-not-allowed', `Here goes ${allowed.join(', ')}`));
  });
  return app;
}

function allowedMethods(app: OpenAPIHono, path: string): string[] {
  return ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'].filter((method) =>
    app.router.match(method, path)[0].some(([[, route]]) => route.method !== 'ALL'),
  );
}
