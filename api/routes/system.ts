import { availableParallelism, freemem, hostname, loadavg, totalmem } from 'node:os';
import { createRoute, type OpenAPIHono } from '@hono/zod-openapi';
import { z } from 'zod';
import type { Deps } from '../deps.ts';
import { drainRate } from '../queue-estimate.ts';
import { noQuery } from '../route-schemas.ts';

const systemSchema = z
  .object({
    version: z.string(),
    backends: z.object({ queue: z.string(), database: z.literal('postgres') }),
    host: z.object({
      name: z.string(),
      cpus: z.int(),
      loadAverage: z.array(z.number()).meta({ description: 'Of the last 1, 5 and 15 minutes' }),
      cpuPercent: z.number().nullable().meta({ description: 'Of all cores, over about the last second' }),
      memory: z.object({ totalBytes: z.number(), usedBytes: z.number(), usedPercent: z.number() }),
    }),
    workers: z.array(
      z.object({
        id: z.string(),
        host: z.string(),
        startedAt: z.string(),
        children: z.int(),
        busyChildren: z.int(),
        models: z.array(z.string()),
        running: z.int(),
      }),
    ),
    queues: z.array(
      z.object({
        model: z.string(),
        waiting: z.int(),
        running: z.int(),
        oldestMs: z.number().nullable(),
        jobsPerSecond: z.number().nullable(),
      }),
    ),
  })
  .meta({ id: 'System' });

const route = createRoute({
  method: 'get',
  path: '/v1/system',
  tags: ['System'],
  summary: 'Host, workers and queues',
  request: { query: noQuery },
  responses: {
    200: { description: 'As it stands', content: { 'application/json': { schema: systemSchema } } },
  },
});

/** `GET /v1/system`: never blocks; CPU comes from a sampler in the background. */
export function system(
  app: OpenAPIHono,
  deps: Deps,
  host: { version: string; cpuPercent: () => number | null },
): void {
  app.openapi(route, async (c) => {
    const { workers, depths } = await deps.overview();
    const usedBytes = totalmem() - freemem();
    return c.json(
      {
        version: host.version,
        backends: { queue: deps.queueKind, database: 'postgres' as const },
        host: {
          name: hostname(),
          cpus: availableParallelism(),
          loadAverage: loadavg(),
          cpuPercent: host.cpuPercent(),
          memory: {
            totalBytes: totalmem(),
            usedBytes,
            usedPercent: Math.round((usedBytes / totalmem()) * 1000) / 10,
          },
        },
        workers: workers.map(({ id, startedAt, report }) => ({
          id,
          host: report.host,
          startedAt: new Date(startedAt).toISOString(),
          children: report.children,
          busyChildren: report.busyChildren,
          models: Object.keys(report.models),
          running: Object.values(report.models).reduce((sum, m) => sum + m.running, 0),
        })),
        queues: [...deps.catalog.models.keys()].map((model) => {
          const depth = depths.find((d) => d.model === model);
          return {
            model,
            waiting: depth?.waiting ?? 0,
            running: depth?.running ?? 0,
            oldestMs: depth?.oldestMs ?? null,
            jobsPerSecond: drainRate(workers, model),
          };
        }),
      },
      200,
    );
  });
}
