import type { Model } from '../shared/catalog.ts';
import { failure, toFailure } from '../shared/domain/job-error.ts';
import { remoteStepsOf } from '../shared/domain/manifest.ts';
import { type Outcome, outcomeOfFailure } from '../shared/domain/outcome.ts';
import { roundMs, type Timings } from '../shared/domain/timings.ts';
import type { Attempt } from '../shared/jobs/claim-jobs.ts';
import type { Settled, Settlement } from '../shared/jobs/settle-attempts.ts';
import { isConnectionError } from '../shared/retry.ts';
import type { BatchedOutput } from './batcher.ts';
import type { SampleInput } from './compute/protocol.ts';

/** What an attempt needs of its worker. */
export type AttemptDeps = {
  readonly workerId: string;
  /** Name and version of the runtime, for the receipt. */
  readonly runtime: () => string;
  readonly runInBatch: (
    model: Model,
    sample: SampleInput,
    options: { alone: boolean },
  ) => Promise<BatchedOutput>;
  /** Writes the end; undefined when the job was not this attempt's any more. */
  readonly settle: (settlement: () => Settlement) => Promise<Settled | undefined>;
};

/** What came of an attempt: its outcome, and the job's status after it; undefined when it was fenced. */
export type ExecutedAttempt = Settlement & { readonly settled: Settled | undefined };

/**
 * Takes a claimed attempt to its end: infer in a batch ─ decide the outcome ─ settle.
 *
 * @throws only when the database stays away; the attempt's lease then brings the job back
 */
export async function executeAttempt(
  attempt: Attempt,
  model: Model,
  deps: AttemptDeps,
): Promise<ExecutedAttempt> {
  const claimedAt = performance.now();
  const sample = toSample(attempt);
  let ran: BatchedOutput | undefined;
  let outcome: Outcome;
  try {
    // One that has already cost a child or a time-out must not take others with it.
    ran = await deps.runInBatch(model, sample, { alone: attempt.failures > 0 });
    outcome = ran.output.ok
      ? {
          kind: 'succeeded',
          result: ran.output.result,
          artifacts: ran.output.artifacts,
          receipt: receiptOf(attempt, model, deps.runtime()),
        }
      : outcomeOfFailure(ran.output.error, attempt);
  } catch (error) {
    outcome = outcomeOfFailure(toFailure(error), attempt);
  }
  // Made as late as can be: the ledger includes the wait for the write.
  const settlement = (): Settlement => ({
    id: attempt.id,
    attempt: attempt.attempt,
    outcome,
    timings: ledger(attempt, ran, { sinceClaimMs: performance.now() - claimedAt, worker: deps.workerId }),
  });
  try {
    return { ...settlement(), settled: await deps.settle(settlement) };
  } catch (error) {
    if (isConnectionError(error)) throw error;
    // Postgres refuses this very result (a NUL in a string tensor, say): the job must still come to an end.
    outcome = { kind: 'failed', error: failure('internal', 'The result could not be stored') };
    return { ...settlement(), settled: await deps.settle(settlement) };
  }
}

function toSample(attempt: Attempt): SampleInput {
  return {
    jobId: attempt.id,
    attempt: attempt.attempt,
    bytes: attempt.inlineInput,
    mediaType: attempt.inputMediaType,
    params: attempt.params,
  };
}

function receiptOf(attempt: Attempt, { manifest, sha256 }: Model, runtime: string) {
  const elsewhere = remoteStepsOf(manifest);
  return {
    model: manifest.name,
    modelVersion: manifest.version,
    modelSha256: sha256,
    inputSha256: attempt.inputSha256,
    runtime,
    provider: manifest.runtime.provider,
    cached: false,
    ...(elsewhere.length > 0 && { elsewhere }),
  };
}

function ledger(
  attempt: Attempt,
  ran: BatchedOutput | undefined,
  { sinceClaimMs, worker }: { sinceClaimMs: number; worker: string },
): Timings {
  const { decodeMs, inferMs, postprocessMs, steps } = ran?.output.timings ?? {
    decodeMs: 0,
    inferMs: 0,
    postprocessMs: 0,
    steps: undefined,
  };
  const batchWaitMs = ran?.batchWaitMs ?? 0;
  const storeMs = Math.max(0, sinceClaimMs - batchWaitMs - decodeMs - inferMs - postprocessMs);
  return {
    acceptMs: roundMs(attempt.acceptMs),
    queueMs: roundMs(attempt.queueMs),
    batchWaitMs: roundMs(batchWaitMs),
    decodeMs,
    inferMs,
    postprocessMs,
    storeMs: roundMs(storeMs),
    totalMs: roundMs(attempt.acceptMs + attempt.queueMs + sinceClaimMs),
    ...(steps && { steps }),
    batchSize: ran?.batchSize ?? 0,
    attempt: attempt.attempt,
    worker,
  };
}
