import { createRoute, type OpenAPIHono } from '@hono/zod-openapi';
import type { Context } from 'hono';
import { z } from 'zod';
import { hashToken } from '../../shared/access/secret-token.ts';
import { cached } from '../../shared/cached.ts';
import { AppError } from '../../shared/domain/errors.ts';
import { labelSamples } from '../../shared/metrics.ts';
import { within } from '../../shared/within.ts';
import { credentialsOf, unauthorized } from '../access/credentials.ts';
import type { Deps } from '../deps.ts';
import { problemResponses } from '../openapi.ts';
import { json } from '../route-schemas.ts';

const status = json(z.object({ status: z.literal('ok') }));
const text = { 'text/plain': { schema: z.string() } };

const livez = createRoute({
  method: 'get',
  path: '/livez',
  tags: ['System'],
  summary: 'Whether the process answers',
  responses: { 200: { description: 'It does', content: status } },
});

const readyz = createRoute({
  method: 'get',
  path: '/readyz',
  tags: ['System'],
  summary: 'Whether jobs can be accepted',
  responses: { 200: { description: 'They can', content: status }, ...problemResponses(503) },
});

const metrics = createRoute({
  method: 'get',
  path: '/metrics',
  tags: ['System'],
  summary: 'Metrics for Prometheus',
  description:
    'Of this api and of every live worker, each sample labelled with its `process`. With several apis scrape one for the workers, or the workers themselves, and this with `?scope=process`.',
  request: { query: z.strictObject({ scope: z.enum(['system', 'process']).default('system') }) },
  responses: { 200: { description: 'Prometheus text', content: text }, ...problemResponses(422) },
});

/** `GET /livez`, `/readyz`, `/metrics`. */
export function health(app: OpenAPIHono, deps: Deps): void {
  // Probes of many balancers cost one statement a second.
  const ping = cached(() => deps.database.sql`select 1`.then(() => true), { forMs: 1000 });

  app.openapi(livez, (c) => c.json({ status: 'ok' as const }, 200));

  app.openapi(readyz, async (c) => {
    if (deps.stopping.aborted) throw new AppError('unavailable', 'This process is stopping');
    const isReady = await within(2000, ping()).catch(() => false);
    if (!isReady) throw new AppError('unavailable', 'The database does not answer');
    return c.json({ status: 'ok' as const }, 200);
  });

  app.openapi(metrics, async (c) => {
    requireMetricsToken(c, deps.config.METRICS_TOKEN);
    const own = await deps.metrics.registry.metrics();
    const { scope } = c.req.valid('query');
    const { workers } =
      scope === 'system' ? await deps.overview().catch(() => ({ workers: [] })) : { workers: [] };
    const parts = [
      { process: 'api', text: own },
      ...workers.map((worker) => ({ process: worker.id, text: worker.report.metrics })),
    ];
    return c.text(mergeMetrics(parts), 200, { 'Content-Type': 'text/plain; version=0.0.4; charset=utf-8' });
  });
}

/** @throws AppError `unauthorized` when a token is configured and the request does not bring it */
function requireMetricsToken(c: Context, wanted: string | undefined): void {
  if (wanted === undefined) return;
  const given = credentialsOf(c)?.token ?? '';
  if (hashToken(given) !== hashToken(wanted)) throw unauthorized(c, 'Send METRICS_TOKEN as a bearer token');
}

/** One Prometheus page of several processes: a metric's samples stand together, under one HELP and TYPE. */
function mergeMetrics(parts: readonly { process: string; text: string }[]): string {
  const metricsByName = new Map<string, { head: string[]; samples: string[] }>();
  for (const { process, text } of parts) {
    let current: { head: string[]; samples: string[] } | undefined;
    for (const line of text.split('\n')) {
      const name = /^# HELP (\S+)/.exec(line)?.[1];
      if (name) {
        current = metricsByName.get(name) ?? { head: [], samples: [] };
        metricsByName.set(name, current);
      }
      if (line.startsWith('#')) {
        if (current && current.head.length < 2) current.head.push(line);
      } else if (line) current?.samples.push(labelSamples(line, 'process', process));
    }
  }
  return `${[...metricsByName.values()].flatMap(({ head, samples }) => [...head, ...samples]).join('\n')}\n`;
}
