import type { ErrorCode } from './errors.ts';
import type { Failure } from './job-error.ts';
import type { Receipt } from './receipt.ts';
import type { Artifact, TaskResult } from './task-result.ts';

/** How an attempt ended. It is a value and never an exception: the settling statement writes it to the row. */
export type Outcome =
  | {
      readonly kind: 'succeeded';
      readonly result: TaskResult;
      readonly artifacts: readonly Artifact[];
      readonly receipt: Receipt;
    }
  | { readonly kind: 'failed'; readonly error: Failure }
  | {
      readonly kind: 'retry';
      readonly error: Failure;
      /** How long the job stays queued before it may be started again. */
      readonly delayMs: number;
      /** Whether the job itself is suspected (it counts towards `maxFailures`), or only met bad luck. */
      readonly blamed: boolean;
    };

/** When the attempts of a job end. */
export type RetryPolicy = {
  /** Attempts that the job itself has spoilt (crash, time-out, retryable error) before it fails for good. */
  readonly maxFailures: number;
  /** All attempts, lost workers included, before it fails for good. */
  readonly maxAttempts: number;
};

/**
 * Lost workers, and models elsewhere that are away, are not the job's fault, so they are forgiven far longer than its
 * own failures: with the backoff below, about five minutes of the latter.
 */
export const RETRY_POLICY: RetryPolicy = { maxFailures: 3, maxAttempts: 20 };

/**
 * Decides what follows a failed attempt: another one with backoff, or the end.
 *
 * @param attempt the number of the attempt that failed, from 1
 * @param failures how many earlier attempts the job itself has spoilt
 */
export function outcomeOfFailure(
  error: Failure,
  { attempt, failures }: { attempt: number; failures: number },
  { policy = RETRY_POLICY, random = Math.random }: { policy?: RetryPolicy; random?: () => number } = {},
): Outcome {
  const blamed = !BLAMELESS.includes(error.code);
  const isExhausted = (blamed && failures + 1 >= policy.maxFailures) || attempt >= policy.maxAttempts;
  if (!error.retryable || isExhausted) return { kind: 'failed', error };
  // What is not counted as a failure is told by the attempts alone, of which the job has made more.
  const delayMs = backoffMs(error, blamed ? failures : attempt - 1, random);
  return { kind: 'retry', error, delayMs, blamed };
}

/** A lost worker, and a far end that is away for everybody, say nothing of the job. */
const BLAMELESS: readonly ErrorCode[] = ['worker-lost', 'endpoint-unavailable'];

/**
 * A crashed child is replaced at once and its job runs alone the next time, so there is nothing to wait for;
 * everything else backs off exponentially from 500 ms with full jitter on the upper half, at most 30 s.
 */
function backoffMs(error: Failure, failures: number, random: () => number): number {
  if (error.code === 'worker-crashed' || error.code === 'worker-lost') return 0;
  const ceiling = Math.min(30_000, 500 * 2 ** failures);
  return Math.round(ceiling / 2 + (ceiling / 2) * random());
}
