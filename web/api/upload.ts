import type { Job } from '../../shared/domain/job.ts';
import type { ApiError } from './api-error.ts';
import { type OnProgress, postForm } from './post-form.ts';

/** A file and what is to be done with it. */
export type Submission = {
  readonly model: string;
  readonly file: Blob;
  readonly name: string;
  readonly params?: Record<string, unknown>;
  readonly collection?: string | undefined;
  readonly metadata?: Record<string, string>;
  /** Answer with the ended job, if it ends within so many seconds. */
  readonly waitSeconds?: number;
};

const TRIES = 4;
const FIRST_PAUSE_MS = 500;

/**
 * Submits a file. A request that had no answer is sent again under the same key, so that it makes one job however
 * often it arrives; what the server refuses for a moment is tried again when it says so.
 *
 * @throws ApiError
 */
export async function uploadJob(
  submission: Submission,
  {
    onProgress,
    signal,
    onRefused,
  }: {
    onProgress?: OnProgress;
    signal?: AbortSignal;
    /** Called for each 429. */
    onRefused?: () => void;
  } = {},
): Promise<Job> {
  const key = crypto.randomUUID();
  for (let tried = 1; ; tried++) {
    try {
      return await send(submission, key, onProgress, signal);
    } catch (error) {
      const { status, code, retryAfterMs } = error as ApiError;
      const isForNow = status === 429 && code !== 'storage-quota';
      if (isForNow) onRefused?.();
      const isWorthAnother = status === 0 || status === 503 || isForNow;
      // Who is told of refusals waits for as long as it takes.
      const isEnough = tried >= TRIES && !(isForNow && onRefused);
      if (!isWorthAnother || isEnough || signal?.aborted) throw error;
      const pauseMs = retryAfterMs ?? FIRST_PAUSE_MS * 2 ** (tried - 1);
      await new Promise((resolve) => setTimeout(resolve, pauseMs));
      if (signal?.aborted) throw error;
    }
  }
}

async function send(
  { model, file, name, params, collection, metadata, waitSeconds }: Submission,
  key: string,
  onProgress: OnProgress | undefined,
  signal: AbortSignal | undefined,
): Promise<Job> {
  const form = new FormData();
  form.append('model', model);
  if (params && Object.keys(params).length > 0) form.append('params', JSON.stringify(params));
  if (collection) form.append('collection', collection);
  if (metadata) form.append('metadata', JSON.stringify(metadata));
  form.append('file', file, name);
  const headers: Record<string, string> = waitSeconds ? { Prefer: `wait=${waitSeconds}` } : {};
  return await postForm<Job>('/v1/jobs', form, { key, headers, onProgress, signal });
}
