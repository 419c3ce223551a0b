import { cpSync } from 'node:fs';
import path from 'node:path';
import { ROOT } from '../bench/root.ts';
import { EVALUATIONS } from './evaluations.ts';

/**
 * Gathers what is run to measure these models: themselves, and those that are run in their place.
 *
 * @param folder is made, and filled with copies
 * @returns the variables for the system that is to serve them
 */
export function modelsToRun(
  models: readonly string[],
  folder: string,
): { MODELS: string; MODELS_DIR: string } {
  const others = models.flatMap((model) => EVALUATIONS[model]!.alsoRuns ?? []);
  cpSync(path.join(ROOT, 'models'), folder, { recursive: true });
  for (const name of others)
    cpSync(path.join(ROOT, 'evaluate/models', name), path.join(folder, name), { recursive: true });
  return { MODELS: [...models, ...others].join(','), MODELS_DIR: folder };
}
