import { expect, test } from 'vitest';
import { runLive } from '../../web/try/live-loop.ts';

test('one frame is on its way at a time, and frames per second are those of the answers', async () => {
  const stop = new AbortController();
  let [nowMs, open, most] = [0, 0, 0];
  const rates: number[] = [];
  await runLive({
    signal: stop.signal,
    now: () => nowMs,
    ask: async () => {
      most = Math.max(most, ++open);
      await Promise.resolve();
      nowMs += 200;
      open--;
      return 'answer';
    },
    onAnswer: (_, rate) => {
      rates.push(rate);
      if (rates.length === 20) stop.abort();
    },
    onError: () => {},
  });
  expect(most).toBe(1);
  expect(rates.at(-1)).toBeCloseTo(5, 10);
});

test('a failure is told and waited for, and the next frame is asked for', async () => {
  const stop = new AbortController();
  const pauses: number[] = [];
  const errors: string[] = [];
  let asked = 0;
  await runLive({
    signal: stop.signal,
    now: () => asked,
    pause: async (ms) => pauses.push(ms),
    ask: async () => {
      asked++;
      if (asked === 1) throw new Error('429');
      if (asked === 2) return undefined;
      return asked;
    },
    onAnswer: () => stop.abort(),
    onError: (error) => errors.push((error as Error).message),
  });
  expect(errors).toEqual(['429']);
  expect(pauses).toEqual([1000, 50]);
  expect(asked).toBe(3);
});
