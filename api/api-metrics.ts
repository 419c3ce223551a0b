import { Counter, Gauge, Histogram, type Registry } from 'prom-client';
import { createRegistry, LATENCY_BUCKETS } from '../shared/metrics.ts';

/** What the api counts of itself. */
export type ApiMetrics = {
  readonly registry: Registry;
  countRequest(request: { method: string; route: string; status: number; durationMs: number }): void;
  countAccepted(model: string): void;
  /** +1 when a follower opens a stream, -1 when it has ended. */
  countStreams(delta: 1 | -1): void;
};

/** Metrics of this process, in a registry of their own. */
export function createApiMetrics(): ApiMetrics {
  const registry = createRegistry();
  const registers = [registry];
  const requests = new Histogram({
    name: 'penstock_http_request_seconds',
    help: 'Requests by route and status, from the first byte to the end of the answer',
    labelNames: ['method', 'route', 'status'],
    buckets: LATENCY_BUCKETS,
    registers,
  });
  const accepted = new Counter({
    name: 'penstock_jobs_accepted_total',
    help: 'Jobs made durable',
    labelNames: ['model'],
    registers,
  });
  const streams = new Gauge({ name: 'penstock_event_streams', help: 'Open SSE streams', registers });
  new Gauge({
    name: 'penstock_api_memory_bytes',
    help: 'Resident memory of the api',
    registers,
    collect() {
      this.set(process.memoryUsage.rss());
    },
  });
  return {
    registry,
    countRequest: ({ method, route, status, durationMs }) =>
      requests.observe({ method, route, status }, durationMs / 1000),
    countAccepted: (model) => accepted.inc({ model }),
    countStreams: (delta) => streams.inc(delta),
  };
}
