import type { Catalog } from '../../shared/catalog.ts';
import type { Task } from '../../shared/domain/manifest.ts';

/**
 * The model that an older system's route runs: the one that an operator has set as default of its task, else the
 * bundled one.
 */
export function defaultModel(catalog: Catalog, task: Task, bundled: string): string {
  for (const { manifest } of catalog.models.values())
    if (manifest.task === task && manifest.default) return manifest.name;
  return bundled;
}
