import { describe, expect, it } from 'vitest';
import { serverTiming } from '../../api/server-timing.ts';

describe('serverTiming', () => {
  it('tells each stage and nothing else', () => {
    const timings = { acceptMs: 1.5, inferMs: 0, totalMs: 20, batchSize: 4, attempt: 1, worker: 'host:1' };
    expect(serverTiming(timings)).toBe('accept;dur=1.5, infer;dur=0, total;dur=20');
  });

  it('is no header before there is anything to tell', () => {
    expect(serverTiming(null)).toBeUndefined();
    expect(serverTiming({})).toBeUndefined();
  });
});
