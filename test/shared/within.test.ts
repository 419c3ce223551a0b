import { setTimeout as delay } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { within } from '../../shared/within.ts';

const never = new Promise<void>(() => {});

it('resolves as soon as what it waits for does, and says that it was in time', async () => {
  const startedAt = performance.now();
  expect(await within(10_000, Promise.resolve('whatever'))).toBe(true);
  expect(performance.now() - startedAt).toBeLessThan(1000);
});

it('gives up when the time is over', async () => {
  const startedAt = performance.now();
  expect(await within(50, never)).toBe(false);
  expect(performance.now() - startedAt).toBeGreaterThan(45);
});

it('rejects as what it waits for does, but not when that comes too late', async () => {
  await expect(within(1000, Promise.reject(new Error('away')))).rejects.toThrow('away');
  const late = delay(30).then(() => Promise.reject(new Error('late')));
  expect(await within(5, late)).toBe(false);
  // An unhandled rejection fails the run.
  await delay(60);
});

it('leaves no timer behind', async () => {
  const before = process.getActiveResourcesInfo().filter((kind) => kind === 'Timeout').length;
  await within(100_000, Promise.resolve());
  expect(process.getActiveResourcesInfo().filter((kind) => kind === 'Timeout')).toHaveLength(before);
});
