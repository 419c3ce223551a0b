import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { loadCatalog, type Model } from '../../../shared/catalog.ts';
import { UsageError } from '../../../shared/domain/usage-error.ts';
import { hashFile } from '../../../shared/hash-file.ts';
import type { Guess } from '../guess/guess.ts';
import { GUESSES, guessTask } from '../guess/index.ts';
import { findPictureInput } from '../guess/picture-input.ts';
import { tryModel } from '../guess/trial-run.ts';
import { copyModel, copySample, readLabels, writeLabels, writeManifest } from '../model-files.ts';
import { stageModels } from '../stage-model.ts';
import type { Call, Verb } from '../verb.ts';
import { type ModelChild, withChild } from '../with-child.ts';

/** Where a model takes a picture of any size, it is tried with one of this. */
const TRIAL_SIDE = 224;

/** What is answered for a file that there is not. */
const NONE = 'none';

/** Makes a model folder of an ONNX file, with a manifest that loads. */
export const add: Verb = {
  synopsis: 'FILE.onnx [--name NAME] [--task TASK] [--labels FILE] [--sample FILE] [--force]',
  about: [
    'Makes a model folder of an ONNX file: looks at what goes in and out, tries it, and writes a manifest.',
    `--task     ${Object.keys(GUESSES).join(', ')}; guessed when not given`,
    '--labels   a text file, one label a line; labels.txt beside the ONNX file when it fits',
    '--sample   an input to try the model with, at each start and with `check`',
    '--force    replaces a model of this name',
  ],
  options: {
    name: { type: 'string' },
    task: { type: 'string' },
    labels: { type: 'string' },
    sample: { type: 'string' },
    force: { type: 'boolean' },
  },

  async run(call) {
    const { positionals, values, modelsDir } = call;
    const [file, ...rest] = positionals;
    if (!file || rest.length > 0) throw new UsageError('add takes one ONNX file');
    const name = nameOf(file, values['name'] as string | undefined);
    const text = await stageModels(modelsDir, [name], {
      force: Boolean(values['force']),
      make: (stage) => addTo(stage, { ...call, name, file: path.resolve(file) }),
    });
    return {
      text: `${text}\n\nIt is in ${path.join(modelsDir, name)}; workers serve it from their next start on.`,
      isOk: true,
    };
  },
};

type Adding = Call & { readonly name: string; readonly file: string };

async function addTo(stage: string, adding: Adding): Promise<string> {
  const { name, file, values } = adding;
  const folder = path.join(stage, name);
  await mkdir(folder);
  const names = await copyModel(file, folder);
  // Anything can be loaded as a model of tensors, and is tried as such.
  await writeManifest(folder, { name, task: 'tensors' });
  const labels = await readLabels(file, values['labels'] as string | undefined);
  const guess = await withChild(
    async (child) => await guessOf(child, await loadOne(stage, name), labels, adding),
  );
  const named = (values['labels'] as string | undefined) ?? (await askForLabels(adding, guess, labels));
  const wanted = named === undefined ? labels : await readLabels(file, named);
  const notes = [...guess.notes, ...(await writeLabels(folder, guess.labels, wanted, named !== undefined))];
  const sample = await copySample(folder, values['sample'] as string | undefined);
  const hashes = await Promise.all(
    names.map(async (data) => [data, await hashFile(path.join(folder, data))]),
  );
  await writeManifest(folder, {
    name,
    version: '1',
    task: guess.task,
    sha256: await hashFile(path.join(folder, 'model.onnx')),
    ...(names.length > 0 && { externalData: Object.fromEntries(hashes) }),
    ...guess.fields,
    ...(sample && { sample }),
  });
  const model = await loadOne(stage, name);
  const [report] = await withChild((child) => child.load([model]));
  if (report?.error) throw new Error(`The manifest that was made does not fit: ${report.error}`);
  return describe(name, guess, notes);
}

async function guessOf(
  child: ModelChild,
  model: Model,
  labels: readonly string[] | undefined,
  { values, ask }: Adding,
): Promise<Guess> {
  const [report] = await child.load([model]);
  if (!report?.signature) throw new Error(`The file cannot be loaded: ${report?.error}`);
  const { signature } = report;
  const picture = findPictureInput(signature);
  const sized = picture && {
    ...picture,
    height: picture.height ?? TRIAL_SIDE,
    width: picture.width ?? TRIAL_SIDE,
  };
  const trial = sized && !report.error ? await tryModel(child, model, signature, sized) : undefined;
  const clues = { signature, trial, picture, labelCount: labels?.length };
  const guessed = guessTask(clues);
  const task = (values['task'] as string | undefined) ?? (await ask?.('Task', guessed.task)) ?? guessed.task;
  if (task === guessed.task) return guessed;
  const guess = Object.entries(GUESSES).find(([known]) => known === task)?.[1];
  if (!guess) throw new UsageError(`There is no task "${task}", only ${Object.keys(GUESSES).join(', ')}`);
  const wanted = guess(clues);
  if (!wanted) throw new UsageError(`The inputs and outputs of the file are not those of ${task}`);
  return wanted;
}

/** The file that somebody at the terminal names, where the labels are not known yet. */
async function askForLabels(
  { ask }: Adding,
  { labels: count }: Guess,
  found: readonly string[] | undefined,
): Promise<string | undefined> {
  if (count === null || found?.length === count || !ask) return undefined;
  const answer = await ask(`File with ${count} ${count === 1 ? 'label' : 'labels'}, one a line`, NONE);
  return answer === NONE ? undefined : answer;
}

/** @throws Error with what the catalog finds wrong */
async function loadOne(stage: string, name: string): Promise<Model> {
  const { models, broken } = await loadCatalog(stage, [name]);
  const model = models.get(name);
  if (!model) throw new Error(broken[0]?.reason ?? 'The folder cannot be read');
  return model;
}

function nameOf(file: string, given: string | undefined): string {
  const base = path.basename(file, path.extname(file));
  // What many files are called says nothing; their folder does.
  const said = base === 'model' ? path.basename(path.dirname(path.resolve(file))) : base;
  const name =
    given ??
    said
      .toLowerCase()
      .replace(/[^a-z0-9]+/g, '-')
      .replace(/^-+|-+$/g, '')
      .slice(0, 63);
  if (!/^[a-z0-9][a-z0-9-]{0,62}$/.test(name))
    throw new UsageError(`--name: "${name}" must be lower-case letters, digits and dashes`);
  return name;
}

function describe(name: string, { task, fields, labels }: Guess, notes: readonly string[]): string {
  const input = fields['input'] as { height: number; width: number; color: string } | undefined;
  const lines = [
    `${name} does ${task}${labels === null ? '' : ` of ${labels} ${labels === 1 ? 'class' : 'classes'}`}${
      input ? `, on ${input.color} pictures of ${input.height} × ${input.width}` : ''
    }. It loads.`,
    ...(notes.length > 0 ? ['', 'What was guessed, and is to be looked at in manifest.json:'] : []),
    ...notes.map((note) => `  ${note}`),
  ];
  return lines.join('\n');
}
