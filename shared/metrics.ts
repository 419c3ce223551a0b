import { Registry } from 'prom-client';

/** A registry of one process. Names are `penstock_…`, times in seconds, as Prometheus has it. */
export function createRegistry(): Registry {
  return new Registry();
}

/** Upper bounds for what takes between a millisecond and a minute, in seconds. */
export const LATENCY_BUCKETS = [
  0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60,
];

/** Adds a label to every sample of a Prometheus text, so that several processes can share a page. */
export function labelSamples(text: string, label: string, value: string): string {
  const pair = `${label}="${value.replace(/["\\\n]/g, '_')}"`;
  return text.replace(/^([a-zA-Z_:][\w:]*)(?:\{(.*)\})? /gm, (_, name: string, labels?: string) =>
    labels ? `${name}{${pair},${labels}} ` : `${name}{${pair}} `,
  );
}
