import type { Catalog, Model } from '../../../shared/catalog.ts';
import type { PipelineManifest } from '../../../shared/domain/manifest.ts';
import { stepNamesOf } from '../../../shared/domain/pipeline-steps.ts';
import { FACE_PIPELINES } from '../faces/models.ts';

/** A pipeline that finds and classifies seeds. */
export type SeedPipeline = Model<PipelineManifest>;

/** The species of the original's own table. */
const SPECIES = [
  'Brassica napus',
  'Brassica juncea',
  'Cirsium arvense',
  'Cirsium vulgare',
  'Carduus nutans',
  'Bromus secalinus',
  'Bromus hordeaceus',
  'Bromus japonicus',
  'Lolium temulentum',
  'Solanum carolinense',
  'Solanum nigrum',
  'Solanum rostratum',
  'Ambrosia artemisiifolia',
  'Ambrosia trifida',
  'Ambrosia psilostachya',
];

/** All pipelines but those that another of the older systems has brought. */
export function seedPipelines({ models }: Catalog): SeedPipeline[] {
  return [...models.values()].filter(
    (model): model is SeedPipeline =>
      model.manifest.task === 'pipeline' && !FACE_PIPELINES.includes(model.manifest.name),
  );
}

/** The one to take first; undefined when there is none. */
export function defaultSeedPipeline(catalog: Catalog): SeedPipeline | undefined {
  const all = seedPipelines(catalog);
  return all.find(({ manifest }) => manifest.default) ?? all[0];
}

/** The pipeline of this name, as the original writes it: with capitals, spaces and underscores. */
export function findSeedPipeline(catalog: Catalog, name: string): SeedPipeline | undefined {
  const slug = name.toLowerCase().replace(/[^a-z0-9]+/g, '-');
  return seedPipelines(catalog).find(({ manifest }) => manifest.name === slug);
}

/** What its pipelines can tell apart, and the species of the original. */
export function seedNames(catalog: Catalog): string[] {
  const labels = seedPipelines(catalog).flatMap(({ manifest }) =>
    manifest.steps.classify.flatMap(({ model = '' }) => catalog.models.get(model)?.labels ?? []),
  );
  return [...new Set([...labels, ...SPECIES])];
}

/** Its models in their order, as the original names them beside a result. */
export function modelsOf({ manifest }: SeedPipeline, catalog: Catalog) {
  return stepNamesOf(manifest.steps).map((name) => ({
    name,
    version: catalog.models.get(name)?.manifest.version ?? '1',
  }));
}
