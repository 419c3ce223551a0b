import type { Hono } from 'hono';
import type { CompatTools } from '../compat-system.ts';
import { idOf } from './id-of.ts';
import { modelsOf, seedNames, seedPipelines } from './seed-pipelines.ts';
import { TEST_PIPELINE } from './test-pipeline.ts';

/** What there is: `/health`, `/seeds`, `/model-endpoints-metadata`, and what the original's own tests ask for. */
export function metadataRoutes(app: Hono, { deps: { catalog } }: CompatTools): void {
  const seeds = () => ({
    seeds: seedNames(catalog).map((name) => ({ seed_id: idOf('seed', name), seed_name: name })),
  });

  app.get('/health', (c) => c.text('ok'));
  app.get('/seeds', (c) => c.json(seeds()));
  // The original looks the name up among the keys of the list as a whole.
  app.get('/seed-data/:name', (c) =>
    c.req.param('name') === 'seeds'
      ? c.json(seeds().seeds)
      : c.json(`No information found for ${c.req.param('name')}.`, 400),
  );
  app.get('/reload-seed-data', (c) => c.json(['Seed data reloaded successfully']));
  app.get('/test', (c) => c.json([TEST_PIPELINE]));

  app.get('/model-endpoints-metadata', (c) =>
    c.json(
      seedPipelines(catalog).map((pipeline) => {
        const { name, version, description, accuracy, default: isDefault } = pipeline.manifest;
        return {
          models: modelsOf(pipeline, catalog).map((model) => model.name),
          pipeline_id: idOf('pipeline', name),
          pipeline_name: name,
          model_name: name,
          default: isDefault,
          created_by: 'Penstock',
          creation_date: '',
          description,
          job_name: '',
          version,
          dataset: accuracy?.dataset ?? '',
        };
      }),
    ),
  );
}
