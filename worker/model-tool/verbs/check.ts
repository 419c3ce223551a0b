import { readdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { loadCatalog, type Model } from '../../../shared/catalog.ts';
import { differenceOf, type GoldenSamples } from '../../../shared/domain/golden-sample.ts';
import { membersOf } from '../../../shared/domain/manifest.ts';
import type { Params } from '../../../shared/domain/params.ts';
import { UsageError } from '../../../shared/domain/usage-error.ts';
import { GOLDEN_FILE, readGoldenSamples } from '../../../shared/golden-samples.ts';
import type { SampleOutput } from '../../compute/protocol.ts';
import { formatTable } from '../format-table.ts';
import type { Verb } from '../verb.ts';
import { type ModelChild, withChild } from '../with-child.ts';

/** Loads models as a worker would, and holds what they make of their samples against what is expected. */
export const check: Verb = {
  synopsis: '[NAME…] [--write]',
  about: [
    'Loads the models as a worker would, runs their samples, and compares with sample/expected.json.',
    'Exit code 1 when one of them fails. Steps that run elsewhere are asked.',
    '--write    writes what becomes of all of sample/ now into sample/expected.json; look at it before you keep it',
  ],
  options: { write: { type: 'boolean' } },

  async run({ positionals, values, modelsDir }) {
    const only = positionals.length > 0 ? positionals : undefined;
    const { models, broken } = await loadCatalog(modelsDir, only);
    const checked: Checked[] = broken.map(({ name, reason }) => ({ name, samples: 0, ms: null, reason }));
    for (const model of models.values())
      if (!only || only.includes(model.manifest.name))
        checked.push(await checkModel(model, models, Boolean(values['write'])));
    if (checked.length === 0) throw new UsageError(`There are no models in ${modelsDir}`);
    const rows = checked.map(({ name, samples, ms, reason }) => [
      reason === undefined ? 'ok' : 'FAILED',
      name,
      `${samples}`,
      ms === null ? '' : ms.toFixed(1),
      reason ?? '',
    ]);
    const text = formatTable([['', 'model', 'samples', 'ms each', ''], ...rows]);
    return { text, isOk: checked.every(({ reason }) => reason === undefined) };
  },
};

type Checked = {
  readonly name: string;
  /** How many were run and compared. */
  readonly samples: number;
  /** The mean of a sample's run, decoding included; null where none was run. */
  readonly ms: number | null;
  readonly reason: string | undefined;
};

/** Each in a process of its own: one that dies takes no other with it. */
async function checkModel(
  model: Model,
  others: ReadonlyMap<string, Model>,
  isWriting: boolean,
): Promise<Checked> {
  const { name } = model.manifest;
  let samples = 0;
  let ms = 0;
  const ended = (reason?: string): Checked => ({
    name,
    samples,
    ms: samples > 0 ? ms / samples : null,
    reason,
  });
  try {
    const golden = await goldenOf(model, isWriting);
    return await withChild(async (child) => {
      const needed = [...membersOf(model.manifest).map((member) => others.get(member)!), model];
      // While they are made, the answers of before must not keep the model from being loaded.
      const reports = await child.load(isWriting ? needed.map(withoutSample) : needed);
      const error = reports.find((report) => report.name === name)?.error;
      if (error) return ended(error);
      for (const [file, expected] of Object.entries(golden.samples)) {
        const start = performance.now();
        const output = await runSample(child, model, { file, params: expected.params as Params });
        ms += performance.now() - start;
        samples++;
        if (isWriting) golden.samples[file] = { params: expected.params, ...answerOf(output) };
        const difference = isWriting ? undefined : differenceOfSample(expected, output, golden.tolerance);
        if (difference) return ended(`${file}: ${difference}`);
      }
      if (isWriting && samples > 0)
        await writeFile(path.join(model.folder, GOLDEN_FILE), `${JSON.stringify(golden, null, 2)}\n`);
      return ended();
    });
  } catch (error) {
    return ended((error as Error).message);
  }
}

/**
 * The expected answers, and those samples of which nothing is expected but to run: the manifest's own, and while
 * answers are made, all.
 */
async function goldenOf({ folder, manifest }: Model, isWriting: boolean): Promise<GoldenSamples> {
  const golden = await readGoldenSamples(folder);
  const files = isWriting ? await samplesIn(folder) : [manifest.sample].filter((file) => file !== undefined);
  const more = files.map((file) => [file, { params: {}, result: {} }] as const);
  return { ...golden, samples: { ...Object.fromEntries(more), ...golden.samples } };
}

async function samplesIn(folder: string): Promise<string[]> {
  const entries = await readdir(path.join(folder, 'sample'), { withFileTypes: true }).catch(() => []);
  const names = entries.filter((entry) => entry.isFile()).map(({ name }) => name);
  return names.filter((name) => name !== path.basename(GOLDEN_FILE) && /^[\w-][\w.-]*$/.test(name)).sort();
}

function withoutSample(model: Model): Model {
  return { ...model, manifest: { ...model.manifest, sample: undefined } };
}

async function runSample(
  child: ModelChild,
  model: Model,
  { file, params }: { file: string; params: Params },
): Promise<SampleOutput> {
  return await child.run(model, { bytes: await readFile(path.join(model.folder, 'sample', file)), params });
}

/** What may be expected of it from now on. */
function answerOf(output: SampleOutput): { result: Record<string, unknown> } | { error: SampleErrorCode } {
  return output.ok ? { result: { ...output.result } } : { error: output.error.code };
}

type SampleErrorCode = Extract<SampleOutput, { ok: false }>['error']['code'];

function differenceOfSample(
  { result, error }: GoldenSamples['samples'][string],
  output: SampleOutput,
  tolerance: number,
): string | undefined {
  if (!output.ok) return output.error.code === error ? undefined : output.error.message;
  return error ? `it does not fail as ${error}` : differenceOf(result, output.result, tolerance);
}
