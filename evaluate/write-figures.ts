import { readdir, readFile, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { markdownTable } from '../bench/report/text-table.ts';
import { type Manifest, manifestSchema } from '../shared/domain/manifest.ts';

type Accuracy = NonNullable<Manifest['accuracy']>;

const BEGIN = '<!-- The table is made by `npm run evaluate -- --table`. -->';
const END = '<!-- End of the table. -->';

/** Writes a figure into the manifest of a model, whose other lines stay as they are. */
export async function writeAccuracy(modelsDir: string, model: string, accuracy: Accuracy): Promise<void> {
  const file = path.join(modelsDir, model, 'manifest.json');
  await writeFile(file, withAccuracy(await readFile(file, 'utf8'), accuracy));
}

/** The text of a manifest with another figure. */
export function withAccuracy(manifest: string, { value, metric, dataset }: Accuracy): string {
  const lines = [
    `"value": ${Math.round(value * 1e4) / 1e4}`,
    `"metric": ${JSON.stringify(metric)}`,
    `"dataset": ${JSON.stringify(dataset)}`,
  ];
  const block = `"accuracy": {\n${lines.map((line) => `    ${line}`).join(',\n')}\n  }`;
  const before = /"accuracy": \{[^}]*\}/;
  if (before.test(manifest)) return manifest.replace(before, () => block);
  return manifest.replace(/\s*\}\s*$/, () => `,\n  ${block}\n}\n`);
}

/** Writes the table of all models into `README.md` of their folder. */
export async function writeModelsTable(modelsDir: string): Promise<void> {
  const file = path.join(modelsDir, 'README.md');
  const text = await readFile(file, 'utf8');
  await writeFile(file, await withModelsTable(text, modelsDir));
}

/** The text of that file with the table as the manifests have it. */
export async function withModelsTable(text: string, modelsDir: string): Promise<string> {
  const begin = text.indexOf(BEGIN);
  const end = text.indexOf(END);
  if (begin < 0 || end < begin) throw new Error('models/README.md has lost the marks around its table');
  return `${text.slice(0, begin + BEGIN.length)}\n\n${await modelsTable(modelsDir)}\n\n${text.slice(end)}`;
}

async function modelsTable(modelsDir: string): Promise<string> {
  const entries = await readdir(modelsDir, { withFileTypes: true });
  const names = entries.filter((entry) => entry.isDirectory()).map(({ name }) => name);
  const rows = await Promise.all(names.sort().map((name) => modelRow(path.join(modelsDir, name))));
  return markdownTable(['model', 'task', 'figure', 'size', 'licence of the weights'], rows);
}

async function modelRow(folder: string): Promise<string[]> {
  const manifest = manifestSchema.parse(
    JSON.parse(await readFile(path.join(folder, 'manifest.json'), 'utf8')),
  );
  const { name, task, accuracy, license = 'see its card' } = manifest;
  const figure = accuracy ? figureText(accuracy) : 'none';
  const link = `[${name}](${name}/README.md)`;
  if (manifest.task === 'pipeline') return [link, `\`${task}\``, figure, 'of its members', license];
  const { size } = await stat(path.join(folder, manifest.file));
  return [link, `\`${task}\``, figure, `${size.toLocaleString('en')} bytes`, license];
}

function figureText({ value, metric, dataset }: Accuracy): string {
  return `${(value * 100).toFixed(2)} % ${metric}, ${dataset}`;
}
