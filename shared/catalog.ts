import { createHash } from 'node:crypto';
import { lstat, readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { AppError } from './domain/errors.ts';
import { fieldErrors } from './domain/field-errors.ts';
import { type ImageLimits, imageLimitsSchema } from './domain/image-input.ts';
import {
  type Manifest,
  manifestSchema,
  membersOf,
  type OnnxManifest,
  type PipelineManifest,
} from './domain/manifest.ts';
import { httpStepsOf, type PipelineSteps } from './domain/pipeline-steps.ts';
import { externalDataOf } from './external-data.ts';
import { hashFile } from './hash-file.ts';
import { isNetwork } from './outbound/address-policy.ts';
import { openOutbound } from './outbound/guarded-request.ts';
import { isSealedName } from './sealing/unseal-file.ts';

/** A model folder that was read and found sound. */
export type Model<M extends Manifest = Manifest> = {
  readonly manifest: M;
  /** Absolute path of the folder. */
  readonly folder: string;
  /** Absolute path of the ONNX file; empty for a pipeline, which has none of its own. */
  readonly file: string;
  /**
   * Hex SHA-256 of the file as it lies there, sealed or not; of a pipeline, over those of its members in their order,
   * and over the description of those that run elsewhere.
   */
  readonly sha256: string;
  /** Hex SHA-256 of the files beside it that hold data of its tensors, by name. */
  readonly externalData: Readonly<Record<string, string>>;
  /** Which pictures it takes; of a pipeline that does not say, its detector's. Null where it takes none. */
  readonly imageInput: ImageLimits | null;
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
  const folders = await foldersIn(modelsDir);
  const models = new Map<string, Model>();
  const broken: BrokenModel[] = [];
  // What a pipeline names is read before it, whether it was asked for by itself or not.
  const read = async (name: string, trail: readonly string[]): Promise<void> => {
    if (models.has(name) || broken.some((b) => b.name === name)) return;
    try {
      if (!folders.includes(name)) throw new ModelError('There is no such folder');
      if (trail.includes(name)) throw new ModelError(`It is a member of itself: ${trail.join(' → ')}`);
      const manifest = await readManifest(path.join(modelsDir, name));
      for (const member of membersOf(manifest)) await read(member, [...trail, name]);
      models.set(name, await loadModel(path.join(modelsDir, name), manifest, models));
    } catch (error) {
      broken.push({ name, reason: reasonOf(error) });
    }
  };
  for (const name of only ?? folders) await read(name, []);
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

/** In words for everybody who may use the api: no path of this machine. */
function reasonOf(error: unknown): string {
  if (error instanceof ModelError) return error.message;
  const { code, message } = error as NodeJS.ErrnoException;
  return code ? `A file of it cannot be read (${code})` : message;
}

async function readManifest(folder: string): Promise<Manifest> {
  const manifest = parseManifest(await readFile(await plainFile(folder, 'manifest.json'), 'utf8'));
  if (manifest.name !== path.basename(folder))
    throw new ModelError(`manifest.json: name "${manifest.name}" is not the folder's`);
  return manifest;
}

async function loadModel(
  folder: string,
  manifest: Manifest,
  others: ReadonlyMap<string, Model>,
): Promise<Model> {
  await refuseLinkedSamples(folder);
  if (manifest.task === 'pipeline')
    return {
      manifest,
      folder,
      file: '',
      sha256: hashMembers(manifest, others),
      externalData: {},
      imageInput: imageLimitsOf(manifest, others),
      labels: [],
    };
  const file = await plainFile(folder, manifest.file);
  const sha256 = await hashFile(file);
  if (manifest.sha256 && manifest.sha256 !== sha256)
    throw new ModelError(`${manifest.file} has SHA-256 ${sha256}, the manifest says ${manifest.sha256}`);
  const externalData = await readExternalData(folder, file, manifest);
  const imageInput = 'input' in manifest && manifest.input.kind === 'image' ? manifest.input : null;
  const labels = await readLabels(folder, manifest);
  return { manifest, folder, file, sha256, externalData, imageInput, labels };
}

function imageLimitsOf({ input, steps }: PipelineManifest, others: ReadonlyMap<string, Model>) {
  const detector = steps.detect.model === undefined ? undefined : others.get(steps.detect.model);
  return input ?? detector?.imageInput ?? imageLimitsSchema.parse({});
}

/** @throws ModelError when a member cannot be served, or does something else than the pipeline has it do */
function hashMembers({ steps }: PipelineManifest, others: ReadonlyMap<string, Model>): string {
  const hash = createHash('sha256');
  checkHttpSteps(steps);
  const wanted = [
    { ...steps.detect, task: 'object-detection' },
    ...steps.classify.map((step) => ({ ...step, task: 'image-classification' })),
  ];
  for (const { model: name, http, task } of wanted) {
    if (name === undefined) {
      hash.update(JSON.stringify(http));
      continue;
    }
    const member = others.get(name);
    if (!member) throw new ModelError(`Its member "${name}" cannot be served`);
    if (member.manifest.task !== task)
      throw new ModelError(`Its member "${name}" does ${member.manifest.task}, not ${task}`);
    hash.update(member.sha256);
  }
  return hash.digest('hex');
}

/** @throws ModelError for a URL that must not be followed, as far as can be told without asking DNS */
function checkHttpSteps(steps: PipelineSteps): void {
  for (const { http, path: place } of httpStepsOf(steps)) {
    const odd = http.allow.find((network) => !isNetwork(network));
    if (odd !== undefined) throw new ModelError(`${place}.allow: "${odd}" is no address and no network`);
    try {
      openOutbound({ allow: http.allow }).checkUrl(http.url, 'model');
    } catch (error) {
      throw new ModelError(`${place}: ${(error as Error).message}`);
    }
  }
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
  if (!('output' in manifest)) return [];
  const text = await readFile(await plainFile(folder, manifest.output.labels), 'utf8');
  return text
    .replace(/\n$/, '')
    .split('\n')
    .map((line) => line.replace(/\r$/, ''));
}

/** Every file that the ONNX file asks for lies beside it, is what the manifest says, and is all that is read. */
async function readExternalData(folder: string, file: string, manifest: OnnxManifest) {
  // What is sealed holds all itself: it is opened in memory, where there is no folder beside it.
  const names = isSealedName(file)
    ? []
    : await externalDataOf(file).catch((error: Error) => {
        throw new ModelError(`${manifest.file}: ${error.message}`);
      });
  const hashes: Record<string, string> = {};
  for (const name of names) {
    if (!/^[\w.-]+$/.test(name) || name.startsWith('.'))
      throw new ModelError(`${manifest.file} asks for data in "${name.slice(0, 100)}", outside the folder`);
    const data = await plainFile(folder, name);
    // A hard link has no target to look at, but may be a file of somebody else all the same.
    if ((await lstat(data)).nlink > 1) throw new ModelError(`${name} has another name elsewhere; copy it`);
    const sha256 = await hashFile(data);
    const wanted = manifest.externalData[name];
    if (wanted !== undefined && wanted !== sha256)
      throw new ModelError(`${name} has SHA-256 ${sha256}, the manifest says ${wanted}`);
    hashes[name] = sha256;
  }
  const missing = Object.keys(manifest.externalData).find((name) => !(name in hashes));
  if (missing !== undefined) throw new ModelError(`${manifest.file} does not ask for data in ${missing}`);
  return hashes;
}

/** Samples are shown to whoever asks for them. */
async function refuseLinkedSamples(folder: string): Promise<void> {
  const place = path.join(folder, 'sample');
  const stat = await lstat(place).catch(() => undefined);
  if (!stat) return;
  if (!stat.isDirectory()) throw new ModelError('sample is not a folder in the folder');
  for (const name of await readdir(place)) await plainFile(place, name);
}

/** A link could lead out of the folder, and ONNX Runtime would follow it. */
async function plainFile(folder: string, name: string): Promise<string> {
  const file = path.join(folder, name);
  const stat = await lstat(file).catch(() => undefined);
  if (!stat?.isFile()) throw new ModelError(`${name} is not a file in the folder`);
  return file;
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
