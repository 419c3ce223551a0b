import type { Model } from '../../shared/catalog.ts';
import { parseModelKey } from '../../shared/sealing/model-key.ts';
import { SealError } from '../../shared/sealing/sealed-format.ts';
import { isSealedName, unsealFile } from '../../shared/sealing/unseal-file.ts';
import { NotServedError } from './not-served-error.ts';
import type { ReadVariable } from './remote/endpoint.ts';
import { openSession, type Session } from './sessions.ts';

/**
 * Loads a model's file; a sealed one is opened in memory alone.
 *
 * @throws NotServedError where the key is missing or another one; Error of ONNX Runtime
 */
export async function openModel(model: Model, readVariable: ReadVariable): Promise<Session> {
  if (!isSealedName(model.file)) return await openSession(model, model.file);
  const text = readVariable('MODEL_KEY');
  const key = text ? parseModelKey(text) : undefined;
  if (!key) throw new NotServedError('It is sealed, and MODEL_KEY is not set');
  let plain: Buffer;
  try {
    plain = await unsealFile(model.file, { name: model.manifest.name, key });
  } catch (error) {
    throw error instanceof SealError ? new NotServedError(error.message) : error;
  }
  try {
    return await openSession(model, plain);
  } finally {
    // ONNX Runtime has a copy of its own.
    plain.fill(0);
  }
}
