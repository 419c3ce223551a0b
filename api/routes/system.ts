import { availableParallelism, hostname, loadavg } from 'node:os';
import { createRoute, type OpenAPIHono } from '@hono/zod-openapi';
import { systemSchema } from '../../shared/domain/system.ts';
import type { Deps } from '../deps.ts';
import { hostMemory } from '../host-memory.ts';
import { depthOfModel } from '../queue/depth-of-model.ts';
import { drainRate } from '../queue/queue-estimate.ts';
import { json, noQuery } from '../route-schemas.ts';

const route = createRoute({
  method: 'get',
  path: '/v1/system',
  tags: ['System'],
  summary: 'Host, workers and queues',
  request: { query: noQuery },
  responses: {
    200: { description: 'As it stands', content: json(systemSchema) },
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
    return c.json(
      {
        version: host.version,
        backends: { queue: deps.queueKind, database: 'postgres' as const },
        host: {
          name: hostname(),
          cpus: availableParallelism(),
          loadAverage: loadavg(),
          cpuPercent: host.cpuPercent(),
          memory: hostMemory(),
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
        queues: [...deps.catalog.models.keys()].map((model) => ({
          model,
          ...depthOfModel(depths, model),
          jobsPerSecond: drainRate(workers, model),
        })),
      },
      200,
    );
  });
}
