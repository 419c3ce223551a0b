import { Counter } from 'prom-client';
import { describe, expect, it } from 'vitest';
import { createRegistry, LATENCY_BUCKETS, labelSamples } from '../../shared/metrics.ts';

describe('labelSamples', () => {
  it('labels every sample and leaves comments as they are', () => {
    const text = '# HELP a Some thing\n# TYPE a counter\na 1\nb{x="1"} 2\nb_bucket{le="+Inf",x="a b"} 3\n';
    expect(labelSamples(text, 'process', 'w1')).toBe(
      '# HELP a Some thing\n# TYPE a counter\na{process="w1"} 1\nb{process="w1",x="1"} 2\nb_bucket{process="w1",le="+Inf",x="a b"} 3\n',
    );
  });

  it('is not misled by a brace or a quote in a label', () => {
    expect(labelSamples('a{x="} 5 {"} 1', 'p', 'v')).toBe('a{p="v",x="} 5 {"} 1');
    expect(labelSamples('a 1', 'p', 'v"\n\\')).toBe('a{p="v___"} 1');
  });

  it('reads what the registry writes', async () => {
    const registry = createRegistry();
    new Counter({ name: 'jobs_total', help: 'Jobs', labelNames: ['model'], registers: [registry] }).inc({
      model: 'digits',
    });
    const text = labelSamples(await registry.metrics(), 'process', 'host:1:ab');
    expect(text).toContain('jobs_total{process="host:1:ab",model="digits"} 1');
  });
});

describe('createRegistry', () => {
  it('gives each caller one of its own', () => {
    expect(createRegistry()).not.toBe(createRegistry());
  });
});

describe('LATENCY_BUCKETS', () => {
  it('rise', () => {
    expect([...LATENCY_BUCKETS].sort((a, b) => a - b)).toEqual(LATENCY_BUCKETS);
  });
});
