import { copyFile, mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { UsageError } from '../../shared/domain/usage-error.ts';
import { externalDataOf } from '../../shared/external-data.ts';

/**
 * Copies an ONNX file into a model folder.
 *
 * @returns the files that hold its tensors, which are copied as well
 * @throws UsageError for what is no ONNX file, or not all of it
 */
export async function copyModel(file: string, folder: string): Promise<string[]> {
  const names = await externalDataOf(file).catch((cause: Error) => {
    throw new UsageError(`${file}: ${cause.message}`);
  });
  for (const name of names)
    if (!/^[\w-][\w.-]*$/.test(name) || ['manifest.json', 'model.onnx'].includes(name))
      throw new UsageError(`${file} keeps tensors in "${name}", which is no plain file name beside it`);
  await copyFile(file, path.join(folder, 'model.onnx'));
  for (const name of names)
    await copyFile(path.join(path.dirname(file), name), path.join(folder, name)).catch((cause: Error) => {
      throw new UsageError(`${file} keeps tensors in ${name}: ${cause.message}`);
    });
  return names;
}

/** The labels that were named, or that lie beside the ONNX file; undefined where there are none. */
export async function readLabels(file: string, named: string | undefined): Promise<string[] | undefined> {
  const text = await readFile(named ?? path.join(path.dirname(file), 'labels.txt'), 'utf8').catch(
    (cause: Error) => {
      if (named === undefined) return undefined;
      throw new UsageError(`--labels: ${cause.message}`);
    },
  );
  return text?.replace(/\r?\n$/, '').split(/\r?\n/);
}

/**
 * Writes as many labels as the model needs.
 *
 * @param found used where they are as many; when they were named, others are refused
 * @returns what is to be looked at
 */
export async function writeLabels(
  folder: string,
  wanted: number | null,
  found: readonly string[] | undefined,
  wereNamed: boolean,
): Promise<string[]> {
  if (wanted === null) return [];
  const given = found?.length === wanted ? found : undefined;
  if (found && wereNamed && !given)
    throw new UsageError(`There are ${found.length} labels, and the model has ${wanted} classes`);
  const labels = given ?? Array.from({ length: wanted }, (_, i) => `class ${i}`);
  await writeFile(path.join(folder, 'labels.txt'), `${labels.join('\n')}\n`);
  if (given) return [];
  const count = wanted === 1 ? 'one class without a name' : `${wanted} classes without names`;
  const alike = WELL_KNOWN[wanted] ? ` (as many as ${WELL_KNOWN[wanted]} has)` : '';
  return [`labels.txt: ${count}${alike}; give them with --labels, or edit the file`];
}

/** Sets of labels that many models were trained on, by how many there are. Their order is for a person to know. */
const WELL_KNOWN: Readonly<Record<number, string>> = { 1000: 'ImageNet', 80: 'COCO', 20: 'Pascal VOC' };

/** @returns the name that the sample has from now on; undefined where there is none */
export async function copySample(folder: string, file: string | undefined): Promise<string | undefined> {
  if (file === undefined) return undefined;
  const name = path
    .basename(file)
    .replace(/[^\w.-]/g, '-')
    .replace(/^\.+/, '');
  await mkdir(path.join(folder, 'sample'));
  await copyFile(file, path.join(folder, 'sample', name)).catch((cause: Error) => {
    throw new UsageError(`--sample: ${cause.message}`);
  });
  return name;
}

/** Writes `manifest.json`, in place of one from before. */
export async function writeManifest(folder: string, manifest: object): Promise<void> {
  await writeFile(path.join(folder, 'manifest.json'), `${JSON.stringify(manifest, null, 2)}\n`);
}
