import type { Model } from '../../shared/catalog.ts';
import type { Failure } from '../../shared/domain/job-error.ts';
import type { Params } from '../../shared/domain/params.ts';
import type { Progress } from '../../shared/domain/progress.ts';
import type { Artifact, TaskResult } from '../../shared/domain/task-result.ts';
import type { Signature } from '../../shared/domain/tensor.ts';
import type { SampleTimings } from '../../shared/domain/timings.ts';

/** One input as a supervisor hands it to a child. */
export type SampleInput = {
  readonly jobId: string;
  readonly attempt: number;
  /** The bytes themselves, or null when they stand in the blob store under the job's id. */
  readonly bytes: Uint8Array | null;
  readonly mediaType: string;
  readonly params: Params;
};

/** What became of one sample. A failure here is the sample's own; its batch mates are not touched. */
export type SampleOutput =
  | {
      readonly ok: true;
      readonly result: TaskResult;
      readonly artifacts: readonly Artifact[];
      readonly timings: SampleTimings;
    }
  | { readonly ok: false; readonly error: Failure; readonly timings: SampleTimings };

/** Supervisor → child. */
export type ToChild =
  | {
      readonly kind: 'load';
      readonly models: readonly Model[];
      readonly blobsDir: string;
      readonly emptyDir: string;
    }
  | { readonly kind: 'run'; readonly model: string; readonly samples: readonly SampleInput[] };

/** What loading a model has shown: what it takes and gives, or why it cannot be served. */
export type LoadReport = {
  readonly name: string;
  readonly sha256: string;
  readonly signature: Signature | null;
  readonly error: string | null;
};

/** How far a sample is within a step of a pipeline. */
export type StepProgress = Omit<Progress, 'id' | 'attempt'> & { readonly jobId: string };

/**
 * Child → supervisor: one answer to each message, and before it which model is being loaded just now, or how far the
 * samples are.
 */
export type FromChild =
  | { readonly kind: 'loading'; readonly name: string }
  | { readonly kind: 'progress'; readonly jobs: readonly StepProgress[] }
  | { readonly kind: 'loaded'; readonly runtime: string; readonly reports: readonly LoadReport[] }
  | { readonly kind: 'ran'; readonly outputs: readonly SampleOutput[] };
