import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { lstat, readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';
import { AppError } from './domain/errors.ts';
import { fieldErrors } from './domain/field-errors.ts';
import { type Manifest, manifestSchema } from './domain/manifest.ts';

/** A model folder that was read and found sound. */
export type Model = {
  readonly manifest: Manifest;
  /** Absolute path of the folder. */
  readonly folder: string;
  /** Absolute path of the ONNX file. */
  readonly file: string;
  /** Hex SHA-256 of the ONNX file as it lies there. */
  readonly sha256: string;
  /** One per class, in the order of the output; empty for tasks without labels. */
  readonly labels: readonly string[];
};

/** A model folder that cannot be served, and why. */
type BrokenModel = { readonly name: string; readonly reason: string };

export type Catalog = {
  /** Sound models by name. */
  readonly models: ReadonlyMap<string, Model>;
  readonly broken: readonly BrokenModel[];
  /** The model that a client names, by `name` or `name@version`. */
  find(name: string): Model | undefined;
  /**
   * The same.
   *
   * @throws AppError `unknown-model` that lists what there is
   */
  get(name: string): Model;
};

/**
 * Reads every folder below `modelsDir` that has a `manifest.json`. A broken one is reported and never keeps the
 * others from being served.
 *
 * @param only names to read; all when undefined
 */
export async function loadCatalog(modelsDir: string, only?: readonly string[]): Promise<Catalog> {
  const names = (await foldersIn(modelsDir)).filter((name) => !only || only.includes(name));
  const models = new Map<string, Model>();
  const broken: BrokenModel[] = [];
  for (const name of names) {
    try {
      const model = await loadModel(path.join(modelsDir, name));
      models.set(model.manifest.name, model);
    } catch (error) {
      broken.push({ name, reason: error instanceof ModelError ? error.message : String(error) });
    }
  }
  for (const name of only ?? [])
    if (!names.includes(name)) broken.push({ name, reason: 'There is no such folder' });
  const find = (asked: string) =>
    [...models.values()].find(({ manifest: { name, version } }) =>
      [name, `${name}@${version}`].includes(asked),
    );
  return {
    models,
    broken,
    find,
    get(asked) {
      const model = find(asked);
      if (model) return model;
      const known = [...models.values()].map((m) => `${m.manifest.name}@${m.manifest.version}`).join(', ');
      throw new AppError(
        'unknown-model',
        `There is no model "${asked.slice(0, 128)}"; there is ${known || 'none'}`,
      );
    },
  };
}

class ModelError extends Error {}

async function loadModel(folder: string): Promise<Model> {
  const manifest = parseManifest(await readFile(path.join(folder, 'manifest.json'), 'utf8'));
  if (manifest.name !== path.basename(folder))
    throw new ModelError(`manifest.json: name "${manifest.name}" is not the folder's`);
  const file = await plainFile(folder, manifest.file);
  const sha256 = await hashFile(file);
  if (manifest.sha256 && manifest.sha256 !== sha256)
    throw new ModelError(`${manifest.file} has SHA-256 ${sha256}, the manifest says ${manifest.sha256}`);
  return { manifest, folder, file, sha256, labels: await readLabels(folder, manifest) };
}

function parseManifest(text: string): Manifest {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    throw new ModelError(`manifest.json is not JSON: ${(error as Error).message}`);
  }
  const parsed = manifestSchema.safeParse(json);
  if (parsed.success) return parsed.data;
  const lines = fieldErrors(parsed.error).map((e) => `${e.path || '(root)'}: ${e.message}`);
  throw new ModelError(`manifest.json: ${lines.join('; ')}`);
}

async function readLabels(folder: string, manifest: Manifest): Promise<readonly string[]> {
  if (manifest.task !== 'image-classification') return [];
  const text = await readFile(await plainFile(folder, manifest.output.labels), 'utf8');
  return text
    .replace(/\n$/, '')
    .split('\n')
    .map((line) => line.replace(/\r$/, ''));
}

/** A link could lead out of the folder, and ONNX Runtime would follow it. */
async function plainFile(folder: string, name: string): Promise<string> {
  const file = path.join(folder, name);
  const stat = await lstat(file).catch(() => undefined);
  if (!stat?.isFile()) throw new ModelError(`${name} is not a file in the folder`);
  return file;
}

async function hashFile(file: string): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(file), hash);
  return hash.digest('hex');
}

async function foldersIn(modelsDir: string): Promise<string[]> {
  const entries = await readdir(modelsDir, { withFileTypes: true }).catch((cause) => {
    throw new Error(`MODELS_DIR cannot be read: ${modelsDir}`, { cause });
  });
  const folders = entries.filter((entry) => entry.isDirectory()).map((entry) => entry.name);
  const withManifest = await Promise.all(
    folders.map(async (name) =>
      Boolean(await lstat(path.join(modelsDir, name, 'manifest.json')).catch(() => null)),
    ),
  );
  return folders.filter((_, i) => withManifest[i]).sort();
}
