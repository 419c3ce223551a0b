import type { Context } from 'hono';
import { AppError } from '../shared/domain/errors.ts';
import { newJobId, timeOfId } from '../shared/domain/job-id.ts';
import { parseParams } from '../shared/domain/params.ts';
import { roundMs } from '../shared/domain/timings.ts';
import type { NewJob } from '../shared/jobs/insert-jobs.ts';
import { checkInput } from './check-input.ts';
import type { Deps } from './deps.ts';
import { type Accepted, digestRequest } from './intake.ts';
import { readSubmission } from './upload/read-submission.ts';
import { receiveInput } from './upload/receive-input.ts';

/**
 * Turns a request into a durable job: read the upload ─ find the model ─ parse its parameters ─ check the input ─
 * insert. Whatever goes wrong before the insert leaves neither a row nor a blob.
 *
 * @throws AppError fit for whoever sent the request
 */
export async function createJob(c: Context, deps: Deps, owner: string): Promise<Accepted> {
  const startedAt = performance.now();
  const id = newJobId();
  const { MAX_UPLOAD_BYTES: maxUploadBytes, INLINE_BYTES: inlineBytes } = deps.config;
  const receiver = receiveInput(deps.blobs, { jobId: id, inlineBytes, maxBytes: maxUploadBytes });
  let isHandedOver = false;
  try {
    const idempotencyKey = readIdempotencyKey(c);
    const submission = await readSubmission(c, receiver, { maxUploadBytes });
    const { options, input } = submission;
    const model = deps.catalog.get(options.model);
    const job: NewJob = {
      id,
      owner,
      model: model.manifest.name,
      modelVersion: model.manifest.version,
      priority: options.priority,
      params: parseParams(model.manifest.task, options.params),
      metadata: options.metadata,
      inputSha256: input.sha256,
      inputSizeBytes: input.sizeBytes,
      inputMediaType: checkInput(submission, model, await deps.signatureOf(model)),
      inputName: submission.inputName,
      idempotencyKey,
      requestSha256: null,
      createdAt: new Date(timeOfId(id)).toISOString(),
      deadlineMs: options.deadlineMs,
      acceptMs: roundMs(performance.now() - startedAt),
      inlineInput: input.inline,
    };
    if (idempotencyKey) job.requestSha256 = digestRequest(job);
    isHandedOver = true;
    const accepted = await deps.accept(job);
    if (accepted.isReplay) await receiver.abort();
    return accepted;
  } catch (error) {
    // After a lost connection the row may yet be there: its blob must stay, and is swept if there is none.
    if (!isHandedOver || error instanceof AppError) await receiver.abort();
    throw error;
  }
}

/** 1–255 visible ASCII characters; as a bare token or a quoted string. */
function readIdempotencyKey(c: Context): string | null {
  const header = c.req.header('Idempotency-Key');
  if (header === undefined) return null;
  const key = /^"(.*)"$/.exec(header)?.[1] ?? header;
  if (/^[\x21-\x7e]{1,255}$/.test(key)) return key;
  throw new AppError('idempotency-key-invalid', 'Idempotency-Key must be 1 to 255 visible ASCII characters');
}
