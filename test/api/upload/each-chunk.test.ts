import { Readable } from 'node:stream';
import { setImmediate } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { eachChunk } from '../../../api/upload/each-chunk.ts';

/** A body of these chunks, which it has all from the start. */
const bodyOf = (...chunks: string[]) =>
  Readable.from(
    chunks.map((chunk) => Buffer.from(chunk)),
    { objectMode: false },
  );

test('resolves when the last chunk has been dealt with, and not when the body has told of its end', async () => {
  const body = bodyOf('last');
  const ended = new Promise((resolve) => body.once('end', resolve));
  let finish = () => {};
  const told: string[] = [];
  const reading = eachChunk(
    body,
    () =>
      new Promise<void>((resolve) => {
        finish = resolve;
      }),
  ).then(() => told.push('done'));
  await ended;
  await setImmediate();
  expect(told).toEqual([]);
  finish();
  await reading;
  expect(told).toEqual(['done']);
});

test('rejects when the last chunk could not be dealt with', async () => {
  const body = bodyOf('last');
  const ended = new Promise((resolve) => body.once('end', resolve));
  const reading = eachChunk(body, async () => {
    await ended;
    throw new Error('no room');
  });
  await expect(reading).rejects.toThrow('no room');
});

test('gives one chunk after the other, in order', async () => {
  const seen: string[] = [];
  let atATime = 0;
  await eachChunk(bodyOf('a', 'b', 'c'), async (chunk) => {
    expect(++atATime).toBe(1);
    await setImmediate();
    seen.push(String(chunk));
    atATime--;
  });
  expect(seen.join('')).toBe('abc');
  await eachChunk(bodyOf('a', 'b'), (chunk) => {
    seen.push(String(chunk));
    return undefined;
  });
  expect(seen.join('')).toBe('abcab');
});
