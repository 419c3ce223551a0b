import { existsSync } from 'node:fs';
import path from 'node:path';
import type { Manifest } from '../shared/domain/manifest.ts';
import type { Figures } from './evaluation.ts';
import { EVALUATIONS } from './evaluations.ts';
import { samplesRunner, type Target } from './run-samples.ts';

/** What was measured of a model, and as what it goes into its manifest. */
export type Measured = Figures & { readonly accuracy: NonNullable<Manifest['accuracy']> };

/** The folder that a model's evaluation reads; undefined where it is not there. */
export function dataFolderOf(model: string, data: string): string | undefined {
  const folder = path.resolve(data, EVALUATIONS[model]!.dataset.folder);
  return existsSync(folder) ? folder : undefined;
}

/**
 * Runs all samples of a model's held-out set through the api and measures the answers.
 *
 * @param folder as `dataFolderOf` gives it
 * @param most samples of the set; all when undefined
 */
export async function evaluateModel(
  folder: string,
  target: Omit<Target, 'params'>,
  most?: number,
): Promise<Measured> {
  const { dataset, params, measure } = EVALUATIONS[target.model]!;
  const figures = await measure(folder, samplesRunner({ ...target, params }), most);
  const { value, metric, samples } = figures;
  const described = `${dataset.name}, ${samples.toLocaleString('en')} ${dataset.unit}`;
  return { ...figures, accuracy: { value, metric, dataset: described } };
}
