import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { Model } from '../../shared/catalog.ts';
import { executeBatch } from './execute-batch.ts';
import type { LoadedModel } from './loaded-model.ts';
import type { LoadReport } from './protocol.ts';
import { openSession } from './sessions.ts';
import { TASKS } from './tasks/index.ts';

/**
 * Loads every model, holds it against its manifest and runs its sample. One that fails is reported and left out.
 *
 * @param onLoading told before each, because ONNX Runtime may take the process down with it
 * @returns the loaded ones by name, and what loading each has shown
 */
export async function loadModels(
  models: readonly Model[],
  onLoading: (name: string) => void,
): Promise<{ loaded: Map<string, LoadedModel>; reports: LoadReport[] }> {
  const loaded = new Map<string, LoadedModel>();
  const reports: LoadReport[] = [];
  for (const model of models) {
    const { name } = model.manifest;
    onLoading(name);
    try {
      const session = await openSession(model);
      const loadedModel = { model, session };
      const error =
        TASKS[model.manifest.task].check(model, session.signature) ?? (await runSample(loadedModel)) ?? null;
      if (error === null) loaded.set(name, loadedModel);
      reports.push({ name, sha256: model.sha256, signature: session.signature, error });
    } catch (error) {
      const text = error instanceof Error ? error.message : String(error);
      reports.push({
        name,
        sha256: model.sha256,
        signature: null,
        error: `ONNX Runtime: ${text.slice(0, 500)}`,
      });
    }
  }
  return { loaded, reports };
}

/**
 * Runs the manifest's sample once: the first job of a stranger must not be the one that warms everything up.
 *
 * @returns why it failed; undefined when it did not, or there is none
 */
async function runSample(loaded: LoadedModel): Promise<string | undefined> {
  const { folder, manifest } = loaded.model;
  if (!manifest.sample) return undefined;
  const bytes = await readFile(path.join(folder, 'sample', manifest.sample));
  const sample = { jobId: '', bytes, mediaType: '', params: {} };
  const [output] = await executeBatch(loaded, [sample], async () => undefined);
  return output?.ok ? undefined : `Its sample ${manifest.sample} fails: ${output?.error.message}`;
}
