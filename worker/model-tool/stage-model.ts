import { lstat, mkdir, mkdtemp, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import { UsageError } from '../../shared/domain/usage-error.ts';

/**
 * Makes model folders out of sight of running workers, and puts all of them in their place when they are finished; none
 * where something has failed.
 *
 * @param make fills the folder that it is given, which lies below `modelsDir` and is no model to anybody yet
 * @throws UsageError where there is such a model already, unless `force` lets it be replaced
 */
export async function stageModels<T>(
  modelsDir: string,
  names: readonly string[],
  { force, make }: { force: boolean; make: (stage: string) => Promise<T> },
): Promise<T> {
  for (const name of names)
    if (!force && (await exists(path.join(modelsDir, name))))
      throw new UsageError(`There is a folder ${path.join(modelsDir, name)} already; --force replaces it`);
  await mkdir(modelsDir, { recursive: true });
  const stage = await mkdtemp(path.join(modelsDir, '.adding-'));
  try {
    const made = await make(stage);
    for (const name of names) {
      const place = path.join(modelsDir, name);
      if (force && (await exists(place))) await rename(place, path.join(stage, `${name}.before`));
      await rename(path.join(stage, name), place);
    }
    return made;
  } finally {
    await rm(stage, { recursive: true, force: true });
  }
}

async function exists(file: string): Promise<boolean> {
  return (await lstat(file).catch(() => undefined)) !== undefined;
}
