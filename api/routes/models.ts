import { createRoute, type OpenAPIHono } from '@hono/zod-openapi';
import { z } from 'zod';
import type { Model } from '../../shared/catalog.ts';
import { AppError } from '../../shared/domain/errors.ts';
import { jsonSchemaOf } from '../../shared/domain/json-schema.ts';
import { PARAMS_SCHEMAS } from '../../shared/domain/params.ts';
import { RESULT_SCHEMAS } from '../../shared/domain/task-result.ts';
import { tensorSpecSchema } from '../../shared/domain/tensor.ts';
import type { Deps, Overview } from '../deps.ts';
import { problemResponses } from '../openapi.ts';
import { drainRate } from '../queue-estimate.ts';
import { noQuery } from '../route-schemas.ts';

const modelSchema = z
  .object({
    name: z.string(),
    version: z.string(),
    task: z.string(),
    description: z.string(),
    sha256: z.string(),
    status: z.enum(['ready', 'loading', 'unavailable', 'broken']).meta({
      description:
        '`ready`: a live worker serves it; `unavailable`: none does just now; `broken`: see `problem`',
    }),
    problem: z.string().nullable(),
    manifest: z.record(z.string(), z.unknown()),
    labels: z.array(z.string()),
    accuracy: z.object({ value: z.number(), metric: z.string(), dataset: z.string() }).nullable(),
    signature: z
      .object({ inputs: z.array(tensorSpecSchema), outputs: z.array(tensorSpecSchema) })
      .nullable()
      .meta({ description: 'Of the ONNX file, as the workers found it' }),
    paramsSchema: z.record(z.string(), z.unknown()).meta({ description: 'JSON Schema' }),
    resultSchema: z.record(z.string(), z.unknown()).meta({ description: 'JSON Schema' }),
    sample: z.string().nullable().meta({ description: 'Where an input to try it with can be downloaded' }),
    queue: z.object({
      waiting: z.int(),
      running: z.int(),
      oldestMs: z.number().nullable(),
      jobsPerSecond: z.number().nullable().meta({ description: 'Measured while busy' }),
    }),
  })
  .meta({ id: 'Model' });

const modelListSchema = z
  .object({
    models: z.array(modelSchema),
    broken: z
      .array(z.object({ name: z.string(), reason: z.string() }))
      .meta({ description: 'Model folders that could not be read, and why' }),
  })
  .meta({ id: 'ModelList' });

const listRoute = createRoute({
  method: 'get',
  path: '/v1/models',
  tags: ['Models'],
  summary: 'List the models',
  request: { query: noQuery },
  responses: {
    200: {
      description: 'All models, also those that cannot be served, and why',
      content: {
        'application/json': { schema: modelListSchema },
      },
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
    200: { description: 'The model', content: { 'application/json': { schema: modelSchema } } },
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
    return c.json(modelView(model, await deps.overview()), 200);
  });
}

function modelView(model: Model, { workers, depths, loaded }: Overview): z.output<typeof modelSchema> {
  const { manifest, sha256, labels } = model;
  const { name } = manifest;
  const found = loaded.find((l) => l.name === name && l.sha256 === sha256);
  const isServed = workers.some((worker) => name in worker.report.models);
  const depth = depths.find((d) => d.model === name);
  return {
    name,
    version: manifest.version,
    task: manifest.task,
    description: manifest.description,
    sha256,
    status: isServed ? 'ready' : !found ? 'loading' : found.error ? 'broken' : 'unavailable',
    problem: found?.error ?? null,
    manifest,
    labels: [...labels],
    accuracy: manifest.accuracy ?? null,
    signature: found?.signature
      ? { inputs: found.signature.inputs.map(copySpec), outputs: found.signature.outputs.map(copySpec) }
      : null,
    paramsSchema: jsonSchemaOf(PARAMS_SCHEMAS[manifest.task]),
    resultSchema: jsonSchemaOf(RESULT_SCHEMAS[manifest.task]),
    sample: manifest.sample ? `/v1/models/${name}/sample` : null,
    queue: {
      waiting: depth?.waiting ?? 0,
      running: depth?.running ?? 0,
      oldestMs: depth?.oldestMs ?? null,
      jobsPerSecond: drainRate(workers, name),
    },
  };
}

function copySpec(spec: z.output<typeof tensorSpecSchema>) {
  return { ...spec, shape: [...spec.shape] };
}
