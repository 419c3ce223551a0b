import type { Context } from 'hono';
import { AppError } from '../shared/domain/errors.ts';
import { newJobId } from '../shared/domain/job-id.ts';
import { roundMs } from '../shared/domain/timings.ts';
import { findByIdempotencyKey } from '../shared/jobs/find-by-idempotency-key.ts';
import { clientLeaves } from './client-leaves.ts';
import type { Deps } from './deps.ts';
import { refuseUnknownCollection } from './find-own-collection.ts';
import { type Accepted, digestRequest } from './intake.ts';
import { newJob, planJobs, readIdempotencyKey } from './new-job.ts';
import { admit, type Place } from './queue/admit.ts';
import { createDownload } from './upload/download-input.ts';
import { uploadBounds } from './upload/max-bytes.ts';
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
  let place: Place | undefined;
  let isHandedOver = false;
  try {
    const idempotencyKey = readIdempotencyKey(c);
    const submission = await readSubmission(c, receiver, {
      ...uploadBounds(deps.catalog, maxUploadBytes),
      download: createDownload(deps.config, deps.outbound, () => clientLeaves(c)),
      inlineBytes,
      takeSlot: () => deps.limits.uploads.take(owner),
    });
    const { options, input } = submission;
    const job = newJob(await planJobs(options, deps, owner), submission, {
      id,
      idempotencyKey,
      requestSha256: null,
      batchId: null,
      batchPosition: null,
      rank: 0,
      acceptMs: roundMs(performance.now() - startedAt),
    });
    if (idempotencyKey) job.requestSha256 = digestRequest({ ...job, modelAsked: options.model });
    const wanted = { ...options, model: job.model, owner, inputSizeBytes: input.sizeBytes };
    place = await refuseUnknownCollection(job, deps.database.sql)
      .then(() => admit(deps, wanted))
      .catch(async (refusal) => {
        // What was accepted before is not refused now: the insert will find it.
        if (idempotencyKey && (await findByIdempotencyKey(deps.database.sql, owner, idempotencyKey)))
          return undefined;
        throw refusal;
      });
    job.rank = place?.rankOf(0) ?? 0;
    isHandedOver = true;
    const accepted = await deps.accept(job);
    if (accepted.isReplay) {
      place?.giveBack();
      await receiver.abort();
    }
    return accepted;
  } catch (error) {
    place?.giveBack();
    // After a lost connection the row may yet be there: its blob must stay, and is swept if there is none.
    if (!isHandedOver || error instanceof AppError) await receiver.abort();
    throw error;
  }
}
