import type { Context } from 'hono';
import type { Model } from '../shared/catalog.ts';
import { AppError } from '../shared/domain/errors.ts';
import { timeOfId } from '../shared/domain/job-id.ts';
import { type DrawingParams, type Params, parseParams } from '../shared/domain/params.ts';
import type { Signature } from '../shared/domain/tensor.ts';
import type { Webhook } from '../shared/domain/webhook.ts';
import type { NewJob } from '../shared/jobs/insert-jobs.ts';
import { cacheKeyOf } from './cache-key.ts';
import { checkInput } from './check-input.ts';
import type { Deps } from './deps.ts';
import type { Submission, SubmitOptions } from './upload/submission.ts';

/** What all jobs of one request have in common, checked. */
export type JobPlan = {
  readonly owner: string;
  readonly options: SubmitOptions;
  readonly model: Model;
  readonly params: Params;
  readonly webhook: Webhook | null;
  readonly signature: Signature | undefined;
};

/** @throws AppError `unknown-model`, `invalid-params`, `url-not-allowed` */
export async function planJobs(options: SubmitOptions, deps: Deps, owner: string): Promise<JobPlan> {
  const model = deps.catalog.get(options.model);
  return {
    owner,
    options,
    model,
    params: parseParams(model.manifest.task, options.params),
    webhook: checkWebhook(options.webhook, deps),
    signature: await deps.signatureOf(model),
  };
}

/**
 * A job for an input that has arrived.
 *
 * @throws AppError when its model does not take the input
 */
export function newJob(
  { owner, options, model, params, webhook, signature }: JobPlan,
  { input, inputName, mediaType }: Omit<Submission, 'options'>,
  own: Pick<
    NewJob,
    'id' | 'idempotencyKey' | 'requestSha256' | 'batchId' | 'batchPosition' | 'rank' | 'acceptMs'
  >,
): NewJob {
  return {
    id: own.id,
    owner,
    model: model.manifest.name,
    modelVersion: model.manifest.version,
    priority: options.priority,
    params,
    metadata: options.metadata,
    collectionId: options.collection,
    batchId: own.batchId,
    batchPosition: own.batchPosition,
    inputSha256: input.sha256,
    inputSizeBytes: input.sizeBytes,
    inputMediaType: checkInput({ input, mediaType }, model, { params, signature }),
    inputName,
    keepsInput: model.manifest.keepInput,
    idempotencyKey: own.idempotencyKey,
    requestSha256: own.requestSha256,
    rank: own.rank,
    webhook,
    cacheKey: mayShare(model, params) && options.cache ? cacheKeyOf(model, params, input.sha256) : null,
    waitsFor: null,
    createdAt: new Date(timeOfId(own.id)).toISOString(),
    deadlineMs: options.deadlineMs,
    acceptMs: own.acceptMs,
    inlineInput: input.inline,
  };
}

/** 1–255 visible ASCII characters; as a bare token or a quoted string. @throws AppError `idempotency-key-invalid` */
export function readIdempotencyKey(c: Context): string | null {
  const header = c.req.header('Idempotency-Key');
  if (header === undefined) return null;
  const key = /^"(.*)"$/.exec(header)?.[1] ?? header;
  if (/^[\x21-\x7e]{1,255}$/.test(key)) return key;
  throw new AppError('idempotency-key-invalid', 'Idempotency-Key must be 1 to 255 visible ASCII characters');
}

/** @throws AppError `url-not-allowed`, which every attempt to deliver would meet as well */
function checkWebhook(webhook: Webhook | null, { outbound }: Deps): Webhook | null {
  // As it was parsed, so that one receiver is written in one way.
  return webhook && { ...webhook, url: outbound.checkUrl(webhook.url, 'webhook').href };
}

/** Files that a job has made are its own: only a result without any can be another's, too. */
function mayShare({ manifest }: Model, params: Params): boolean {
  const { annotate, crops } = params as DrawingParams;
  return manifest.cache && !annotate && !crops;
}
