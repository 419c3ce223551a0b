import { stat } from 'node:fs/promises';
import { loadCatalog, type Model } from '../../../shared/catalog.ts';
import { remoteStepsOf } from '../../../shared/domain/manifest.ts';
import { UsageError } from '../../../shared/domain/usage-error.ts';
import { isSealedName } from '../../../shared/sealing/unseal-file.ts';
import { formatTable } from '../format-table.ts';
import type { Verb } from '../verb.ts';

/** Lists the models of the folder, the broken ones with what is wrong. Nothing is loaded. */
export const list: Verb = {
  synopsis: '',
  about: ['Lists the models in MODELS_DIR, without loading them.'],
  options: {},

  async run({ positionals, modelsDir }) {
    if (positionals.length > 0) throw new UsageError('list takes no arguments');
    const { models, broken } = await loadCatalog(modelsDir);
    const rows = await Promise.all([...models.values()].map(rowOf));
    const table = [
      ['model', 'version', 'task', 'bytes', 'sha256', ''],
      ...rows,
      ...broken.map(({ name, reason }) => [name, '', 'broken', '', '', reason]),
    ];
    return { text: formatTable(table), isOk: true };
  },
};

async function rowOf({ manifest, file, sha256 }: Model): Promise<string[]> {
  const far = remoteStepsOf(manifest).length;
  const marks = [
    ...(manifest.default ? ['default'] : []),
    ...(isSealedName(file) ? ['sealed'] : []),
    ...(far > 0 ? [`${far} ${far === 1 ? 'step runs' : 'steps run'} elsewhere`] : []),
  ];
  const size = file ? String((await stat(file)).size) : '';
  return [manifest.name, manifest.version, manifest.task, size, sha256.slice(0, 12), marks.join(', ')];
}
