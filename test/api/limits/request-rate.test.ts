import { describe, expect, it } from 'vitest';
import { RequestRate } from '../../../api/limits/request-rate.ts';
import type { RateLimits } from '../../../shared/rate-limits.ts';

/** A store that counts as the real ones do. */
function setup(perMinute: number) {
  let now = 0;
  let trips = 0;
  const taken = new Map<string, number>();
  const limits: RateLimits = {
    limiter: ({ points, durationMs }) => ({
      async take(key, cost = 1) {
        trips++;
        const window = `${key} ${Math.floor(now / durationMs)}`;
        const sum = (taken.get(window) ?? 0) + cost;
        taken.set(window, sum);
        return sum <= points ? 0 : durationMs - (now % durationMs);
      },
      forget: async () => {},
    }),
    close() {},
  };
  const rate = new RequestRate(limits, { name: 'test', perMinute, now: () => now });
  const allowed = async (count: number, key = 'a') => {
    let allowedCount = 0;
    for (let i = 0; i < count; i++)
      await rate.count(key).then(
        () => allowedCount++,
        () => {},
      );
    return allowedCount;
  };
  return {
    allowed,
    rate,
    trips: () => trips,
    at(ms: number) {
      now = ms;
    },
  };
}

describe('RequestRate', () => {
  it('allows what a minute has, and again in the next', async () => {
    const { allowed, at } = setup(1000);
    expect(await allowed(1500)).toBe(1000);
    expect(await allowed(10, 'b')).toBe(10);
    at(30_000);
    expect(await allowed(10)).toBe(0);
    at(60_001);
    expect(await allowed(1500)).toBe(1000);
  });

  it('asks the store a hundred times a minute at most, and not at all while it refuses', async () => {
    const { allowed, trips } = setup(10_000);
    await allowed(10_000);
    expect(trips()).toBe(100);
    await allowed(1000);
    expect(trips()).toBe(101);
  });

  it('says when to come again', async () => {
    const { allowed, rate, at } = setup(5);
    at(20_000);
    await allowed(5);
    await expect(rate.count('a')).rejects.toMatchObject({ code: 'too-many-requests', retryAfterMs: 40_000 });
    at(50_000);
    await expect(rate.count('a')).rejects.toMatchObject({ retryAfterMs: 10_000 });
  });
});
