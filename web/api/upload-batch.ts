import type { Batch } from '../../shared/domain/batch.ts';
import { type OnProgress, postForm } from './post-form.ts';

/**
 * Submits many files, or a zip, in one request.
 *
 * @throws ApiError
 */
export async function uploadBatch(
  { model, files }: { model: string; files: readonly File[] },
  onProgress: OnProgress,
): Promise<Batch> {
  const form = new FormData();
  form.append('model', model);
  for (const file of files) form.append('file', file, file.name);
  return await postForm<Batch>('/v1/batches', form, { key: crypto.randomUUID(), onProgress });
}
