import type { Model } from '../../shared/catalog.ts';
import type { LoadReport } from './protocol.ts';
import { openSession, type Session } from './sessions.ts';
import { TASKS } from './tasks/index.ts';

/** A model that is in memory and fits its manifest. */
export type LoadedModel = { readonly model: Model; readonly session: Session };

/**
 * Loads every model and holds it against its manifest. One that fails is reported and left out.
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
      const error = TASKS[model.manifest.task].check(model, session.signature) ?? null;
      if (error === null) loaded.set(name, { model, session });
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
