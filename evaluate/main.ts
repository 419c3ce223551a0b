import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { statusLine } from '../bench/load/status-line.ts';
import { plainTable } from '../bench/report/text-table.ts';
import { ROOT } from '../bench/root.ts';
import { UsageError } from '../shared/domain/usage-error.ts';
import { startProduct } from '../test/support/product.ts';
import { dataFolderOf, evaluateModel } from './evaluate-model.ts';
import { EVALUATIONS } from './evaluations.ts';
import { modelsToRun } from './models-to-run.ts';
import { HELP, type Options, parseOptions } from './options.ts';
import { writeAccuracy, writeModelsTable } from './write-figures.ts';

const MODELS_DIR = path.join(ROOT, 'models');
const stopping = new AbortController();
const say = (line: string) => void process.stdout.write(`${line}\n`);

async function main(args: readonly string[]): Promise<void> {
  const known = Object.keys(EVALUATIONS);
  const options = parseOptions(args, { known, defaultData: path.join(ROOT, '../shared/data') });
  if (options.kind === 'help') return say(HELP);
  if (options.kind === 'table') return await writeModelsTable(MODELS_DIR);
  const { data } = options;
  const models = options.models.filter((model) => dataFolderOf(model, data) !== undefined);
  for (const model of options.models)
    if (!models.includes(model))
      say(`LEFT OUT: ${model}, because ${path.join(data, EVALUATIONS[model]!.dataset.folder)} is absent`);
  if (models.length === 0) return;
  if (options.url) await evaluateAll(options.url, models, options);
  else await onOwnSystem(models, (url) => evaluateAll(url, models, options));
}

type EvaluateOptions = Extract<Options, { kind: 'evaluate' }>;

async function evaluateAll(
  url: string,
  models: readonly string[],
  { data, key, isWritten }: EvaluateOptions,
): Promise<void> {
  for (const model of models) {
    const status = statusLine(process.stderr);
    let shownAt = 0;
    const onProgress = (ended: number, total: number): void => {
      if (Date.now() - shownAt < 1000) return;
      shownAt = Date.now();
      status.update(`${model}: ${ended} of ${total}`);
    };
    const target = { url, model, key, stop: stopping.signal, onProgress };
    const { accuracy, rows } = await evaluateModel(dataFolderOf(model, data)!, target);
    status.end();
    say(`\n${plainTable([model, accuracy.dataset], rows)}`);
    if (isWritten) await writeAccuracy(MODELS_DIR, model, accuracy);
  }
  if (isWritten) await writeModelsTable(MODELS_DIR);
}

/** Starts the product on a folder and a port of its own, and leaves nothing of it. */
async function onOwnSystem(models: readonly string[], use: (url: string) => Promise<void>): Promise<void> {
  const dataDir = mkdtempSync(path.join(tmpdir(), 'penstock-evaluate-'));
  // As root the database runs as somebody else, who must get there.
  chmodSync(dataDir, 0o755);
  try {
    const env = modelsToRun(models, path.join(dataDir, 'models'));
    const product = await startProduct(dataDir, { env, isDetached: true });
    try {
      await use(product.url);
    } finally {
      await product.stop();
    }
  } finally {
    rmSync(dataDir, { recursive: true, force: true, maxRetries: 3 });
  }
}

for (const signal of ['SIGINT', 'SIGTERM'] as const)
  process.once(signal, () => stopping.abort(new Error('Interrupted')));
try {
  await main(process.argv.slice(2));
} catch (error) {
  const isForPeople = error instanceof UsageError || stopping.signal.aborted;
  process.stderr.write(`${isForPeople ? (error as Error).message : (error as Error).stack}\n`);
  process.exitCode = stopping.signal.aborted ? 130 : error instanceof UsageError ? 2 : 1;
}
