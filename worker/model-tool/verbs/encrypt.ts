import { readFile, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { loadCatalog, type Model } from '../../../shared/catalog.ts';
import { UsageError } from '../../../shared/domain/usage-error.ts';
import { hashFile } from '../../../shared/hash-file.ts';
import { parseModelKey } from '../../../shared/sealing/model-key.ts';
import { sealFile } from '../../../shared/sealing/seal-file.ts';
import { isSealedName, unsealFile } from '../../../shared/sealing/unseal-file.ts';
import type { Verb } from '../verb.ts';

/** Seals the file of a model. The plain one is removed after the sealed one was opened again and found to be equal. */
export const encrypt: Verb = {
  synopsis: 'NAME',
  about: [
    'Seals the ONNX file of a model with MODEL_KEY (AES-256-GCM), and removes the plain one.',
    'MODEL_KEY is 32 bytes as hex or base64, such as of `openssl rand -hex 32`; the workers need it too.',
  ],
  options: {},

  async run({ positionals, modelsDir, readVariable }) {
    const [name, ...rest] = positionals;
    if (!name || rest.length > 0) throw new UsageError('encrypt takes the name of one model');
    const key = parseModelKey(readVariable('MODEL_KEY') ?? '');
    if (!key) throw new UsageError('MODEL_KEY is not set, or is not 32 bytes as hex or base64');
    const { models, broken } = await loadCatalog(modelsDir, [name]);
    const model = models.get(name);
    if (!model) throw new UsageError(`${name}: ${broken.find((b) => b.name === name)?.reason}`);
    refuse(model);

    const sealedFile = `${model.file}.sealed`;
    await rm(sealedFile, { force: true });
    const { sha256, sizeBytes } = await sealFile({ from: model.file, to: sealedFile, name }, key);
    await unsealFile(sealedFile, { name, key });
    await changeManifest(model, path.basename(sealedFile), await hashFile(sealedFile));
    await rm(model.file);
    const text = [
      `${sealedFile}: ${sizeBytes} bytes sealed, and opened again.`,
      `SHA-256 of the plain file, which is removed here: ${sha256}`,
      'Workers that run know the plain file: start them again, with MODEL_KEY.',
      'What was deleted can often be read from a disk all the same, and lies in backups.',
    ];
    return { text: text.join('\n'), isOk: true };
  },
};

/** @throws UsageError for what cannot be sealed */
function refuse({ manifest, file, externalData }: Model): void {
  if (manifest.task === 'pipeline')
    throw new UsageError('A pipeline has no file of its own; seal its members');
  if (isSealedName(file)) throw new UsageError(`${file} is sealed already`);
  if (Object.keys(externalData).length > 0)
    throw new UsageError(
      `${path.basename(file)} keeps tensors in ${Object.keys(externalData).join(', ')}; put all into one file first`,
    );
}

/** The manifest names the sealed file and its hash from now on; whatever else stands in it stays as it was written. */
async function changeManifest({ folder }: Model, file: string, sha256: string): Promise<void> {
  const place = path.join(folder, 'manifest.json');
  const manifest = JSON.parse(await readFile(place, 'utf8')) as Record<string, unknown>;
  const changed = `${place}.new`;
  await writeFile(changed, `${JSON.stringify({ ...manifest, file, sha256 }, null, 2)}\n`);
  await rename(changed, place);
}
