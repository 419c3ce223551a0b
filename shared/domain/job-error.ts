import { AppError, ERRORS, type ErrorCode } from './errors.ts';

/** Why an attempt or a job failed, as it is stored in the row and shown in `job.error`. */
export type JobError = {
  readonly code: ErrorCode;
  /** Fit for a stranger. */
  readonly message: string;
  /** Whether trying the same input again may help. */
  readonly retryable: boolean;
  /** Attempts made when this was written, counted from 1. */
  readonly attempts: number;
};

/** The part of a job error that is known where it happens; the attempt number is added when it is stored. */
export type Failure = Omit<JobError, 'attempts'>;

/** Describes anything thrown as a failure. The text of what is not an `AppError` never leaves the process. */
export function toFailure(error: unknown): Failure {
  if (error instanceof AppError) return failure(error.code, error.message);
  return failure('internal', 'Internal error');
}

/** A failure of this code, with `retryable` as the code's row says. */
export function failure(code: ErrorCode, message: string): Failure {
  return { code, message, retryable: ERRORS[code].retryable };
}
