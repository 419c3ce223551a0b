import { describe, expect, it } from 'vitest';
import { DrainRate } from '../../worker/drain-rate.ts';

function setup() {
  let time = 0;
  const rate = new DrainRate(() => time);
  return {
    rate,
    at(ms: number, running: number, settled = 0) {
      time = ms;
      rate.update({ running, settled });
    },
  };
}

describe('DrainRate', () => {
  it('is unknown before anything was settled', () => {
    const { rate, at } = setup();
    expect(rate.perSecond).toBeNull();
    at(0, 1);
    at(100, 2);
    expect(rate.perSecond).toBeNull();
  });

  it('is the number of jobs per second of work', () => {
    const { rate, at } = setup();
    at(0, 1);
    at(500, 0, 10);
    expect(rate.perSecond).toBe(20);
    expect(rate.done).toBe(10);
  });

  it('does not count idle time', () => {
    const { rate, at } = setup();
    at(0, 1);
    at(500, 0, 10);
    at(5500, 1);
    at(6000, 0, 10);
    expect(rate.perSecond).toBe(20);
  });

  it('forgets what is older than five seconds of work', () => {
    const { rate, at } = setup();
    at(0, 1);
    at(1000, 1, 1000);
    for (let second = 2; second <= 13; second++) at(second * 1000, 1, 10);
    expect(rate.perSecond).toBe(10);
    expect(rate.done).toBe(1120);
  });

  it('remembers over an idle spell, however long', () => {
    const { rate, at } = setup();
    at(0, 1);
    at(500, 0, 10);
    at(3_600_000, 1);
    expect(rate.perSecond).toBe(20);
  });
});
