import { describe, expect, it } from 'vitest';
import { outcomeOfAnswer } from '../../../shared/domain/webhook-outcome.ts';

const even = { random: () => 0.5, nowMs: Date.parse('2026-11-21T12:00:00Z') };
const delayOf = (attempt: number, answer: Parameters<typeof outcomeOfAnswer>[1], options = even) => {
  const outcome = outcomeOfAnswer(attempt, answer, options);
  return outcome.kind === 'retry' ? outcome.delayMs / 1000 : outcome.kind;
};

describe('outcomeOfAnswer', () => {
  it('takes 2xx for delivered, at any attempt', () => {
    for (const status of [200, 201, 204, 299]) expect(delayOf(1, { status })).toBe('delivered');
    expect(delayOf(99, { status: 200 })).toBe('delivered');
  });

  it('tries again after 5 s, 5 min, 30 min, 2 h, 5 h, 10 h, 14 h, 20 h and 24 h, and then gives up', () => {
    const delays = Array.from({ length: 11 }, (_, i) => delayOf(i + 1, { status: 500 }));
    const hours = [2, 5, 10, 14, 20, 24].map((hour) => hour * 3600);
    expect(delays).toEqual([5, 300, 1800, ...hours, 'failed', 'failed']);
  });

  it('spreads the attempts by a tenth to either side', () => {
    expect(delayOf(2, { status: 500 }, { ...even, random: () => 0 })).toBe(270);
    expect(delayOf(2, { status: 500 }, { ...even, random: () => 1 })).toBe(330);
  });

  it.each([null, 301, 302, 307, 400, 401, 404, 429, 500, 502, 503, 504, 100, 199])(
    'tries again after %s',
    (status) => {
      expect(delayOf(1, { status })).toBe(5);
    },
  );

  it('gives up at once after 410', () => {
    expect(delayOf(1, { status: 410 })).toBe('failed');
  });

  it('waits as long as a busy receiver asks, and a day at most', () => {
    expect(delayOf(1, { status: 429, retryAfter: '60' })).toBe(60);
    expect(delayOf(1, { status: 503, retryAfter: 'Sat, 21 Nov 2026 12:10:00 GMT' })).toBe(600);
    expect(delayOf(1, { status: 429, retryAfter: '99999999999999999999' })).toBe(86_400);
    expect(delayOf(10, { status: 429, retryAfter: '60' })).toBe('failed');
  });

  it('does not come sooner than it would anyway, and listens to nobody else', () => {
    for (const retryAfter of ['0', '1', '-5', 'soon', '', 'Sat, 21 Nov 2020 12:00:00 GMT'])
      expect(delayOf(1, { status: 429, retryAfter })).toBe(5);
    expect(delayOf(1, { status: 500, retryAfter: '60' })).toBe(5);
  });
});
