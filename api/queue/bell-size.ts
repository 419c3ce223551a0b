import type { Model } from '../../shared/catalog.ts';
import type { LiveWorker } from '../../shared/workers/list-workers.ts';

/** Most jobs of a model that one bell is to name: what its workers ask for, a batch while there are none. */
export function bellSize(workers: readonly LiveWorker[], model: Model | undefined): number {
  if (!model) return 1;
  const { name, batch } = model.manifest;
  const asked = workers.flatMap(({ report }) => report.models[name]?.bellSize ?? []);
  return asked.length > 0 ? Math.min(...asked) : batch.maxSize;
}
