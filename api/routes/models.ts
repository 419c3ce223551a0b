import { createRoute, type OpenAPIHono } from '@hono/zod-openapi';
import { z } from 'zod';
import type { Model } from '../../shared/catalog.ts';
import { AppError } from '../../shared/domain/errors.ts';
import { accuracyOf } from '../../shared/domain/feedback/tally.ts';
import { jsonSchemaOf } from '../../shared/domain/json-schema.ts';
import { publicManifest } from '../../shared/domain/manifest.ts';
import {
  MOST_CONFUSED,
  modelListSchema,
  type modelSchema,
  modelWithFeedbackSchema,
} from '../../shared/domain/model.ts';
import { PARAMS_SCHEMAS } from '../../shared/domain/params.ts';
import { RESULT_SCHEMAS } from '../../shared/domain/task-result.ts';
import type { tensorSpecSchema } from '../../shared/domain/tensor.ts';
import { findConfusion } from '../../shared/feedback/find-confusion.ts';
import type { Deps, Overview } from '../deps.ts';
import { ownerOf } from '../find-own-job.ts';
import { problemResponses } from '../openapi.ts';
import { depthOfModel } from '../queue/depth-of-model.ts';
import { drainRate } from '../queue/queue-estimate.ts';
import { json, noQuery } from '../route-schemas.ts';

const listRoute = createRoute({
  method: 'get',
  path: '/v1/models',
  tags: ['Models'],
  summary: 'List the models',
  request: { query: noQuery },
  responses: {
    200: {
      description: 'All models, also those that cannot be served, and why',
      content: json(modelListSchema),
    },
  },
});

const getRoute = createRoute({
  method: 'get',
  path: '/v1/models/{name}',
  tags: ['Models'],
  summary: 'Look at a model',
  request: { params: z.object({ name: z.string() }), query: noQuery },
  responses: {
    200: { description: 'The model', content: json(modelWithFeedbackSchema) },
    ...problemResponses(404),
  },
});

/** `GET /v1/models` and `/v1/models/{name}`. */
export function models(app: OpenAPIHono, deps: Deps): void {
  const { catalog } = deps;
  app.openapi(listRoute, async (c) => {
    const overview = await deps.overview();
    const models = [...catalog.models.values()].map((model) => modelView(model, overview));
    return c.json({ models, broken: [...catalog.broken] }, 200);
  });
  app.openapi(getRoute, async (c) => {
    const { name } = c.req.valid('param');
    const model = catalog.find(name);
    const broken = catalog.broken.find((b) => b.name === name);
    if (broken) throw new AppError('not-found', `Model "${broken.name}" is broken: ${broken.reason}`);
    if (!model) throw new AppError('not-found', 'There is no such model');
    const feedback = await feedbackOf(model, ownerOf(c));
    return c.json({ ...modelView(model, await deps.overview()), feedback }, 200);
  });

  async function feedbackOf({ manifest: { name, version } }: Model, owner: string) {
    const confusion = await findConfusion(deps.database.sql, { owner, model: name, version });
    return { ...accuracyOf(confusion), confusion: confusion.slice(0, MOST_CONFUSED) };
  }
}

function modelView(model: Model, { workers, depths, loaded }: Overview): z.output<typeof modelSchema> {
  const { manifest, sha256, labels } = model;
  const { name } = manifest;
  const found = loaded.find((l) => l.name === name && l.sha256 === sha256);
  const isServed = workers.some((worker) => name in worker.report.models);
  return {
    name,
    version: manifest.version,
    task: manifest.task,
    description: manifest.description,
    sha256,
    status: isServed ? 'ready' : !found ? 'loading' : found.error ? 'broken' : 'unavailable',
    problem: found?.error ?? null,
    manifest: publicManifest(manifest),
    labels: [...labels],
    accuracy: manifest.accuracy ?? null,
    signature: found?.signature
      ? { inputs: found.signature.inputs.map(copySpec), outputs: found.signature.outputs.map(copySpec) }
      : null,
    paramsSchema: jsonSchemaOf(PARAMS_SCHEMAS[manifest.task]),
    resultSchema: jsonSchemaOf(RESULT_SCHEMAS[manifest.task]),
    sample: manifest.sample ? `/v1/models/${name}/sample` : null,
    queue: {
      ...depthOfModel(depths, name),
      jobsPerSecond: drainRate(workers, name),
    },
  };
}

function copySpec(spec: z.output<typeof tensorSpecSchema>) {
  return { ...spec, shape: [...spec.shape] };
}
