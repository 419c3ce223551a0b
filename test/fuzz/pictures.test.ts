import type { ChildProcess } from 'node:child_process';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Job } from '../../shared/domain/job.ts';
import { residentMemory } from '../../worker/resident-memory.ts';
import { SEVEN } from '../support/client.ts';
import { childrenOf } from '../support/processes.ts';
import { createSystem, type System } from '../support/system.ts';
import { type DamagedPicture, damagePicture } from './damage-picture.ts';
import { FORMATS, type Format, makeOriginals } from './picture-originals.ts';
import { createRandom, SEED } from './random.ts';

const PER_FORMAT = 500;
const AT_A_TIME = 32;
const LONGEST_WAIT_SECONDS = 20;
/** What a picture can be refused for, or a job fail of. */
const CODES = ['invalid-image', 'image-too-large', 'unsupported-media-type', 'empty-file'];
/**
 * Of one child, which decodes four pictures at a time, on Node's four threads: an interlaced PNG, unlike all else, is
 * held whole, with up to 50 million pixels of 8 bytes. And what it holds anyway.
 */
const MOST_CHILD_BYTES = 4 * 400e6 + 200e6;
/** When it has nothing to do. */
const MOST_IDLE_CHILD_BYTES = 400e6;

describe('damaged pictures', () => {
  let system: System;
  let worker: ChildProcess;
  let originals: Record<Format, Buffer[]>;
  let children: number[];

  beforeAll(async () => {
    originals = await makeOriginals();
    system = await createSystem('postgres', { LOG_LEVEL: 'warn' });
    [, worker] = await Promise.all([system.start('api'), system.start('worker')]);
    children = childrenOf(worker.pid!, 'compute');
  });
  afterAll(() => system.stop());

  test('were sound before', async () => {
    for (const file of FORMATS.flatMap((format) => originals[format]))
      expect(await submitAndWait(system.url, file)).toBe('succeeded');
  });

  test.each(FORMATS)(
    'in %s are refused, or end their jobs as what they are',
    async (format) => {
      const random = createRandom(SEED, format);
      const pictures = Array.from({ length: PER_FORMAT }, () =>
        damagePicture(originals[format], format, random),
      );
      const ends: Record<string, number> = {};
      const defects: string[] = [];
      const startMs = performance.now();
      const next = pictures.values();
      const memory = watchMemory(children);
      await Promise.all(Array.from({ length: AT_A_TIME }, () => submitSome()));
      const seconds = ((performance.now() - startMs) / 1000).toFixed(1);
      const counts = Object.entries(ends).map(([end, count]) => `${count} × ${end}`);
      const most = Math.round(memory.stop() / 1e6);
      console.log(
        `FUZZ_SEED=${SEED}: ${format} in ${seconds} s, children ≤ ${most} MB: ${counts.sort().join(', ')}`,
      );
      expect(defects.join('\n')).toBe('');
      expect(childrenOf(worker.pid!, 'compute')).toEqual(children);
      expect(most * 1e6).toBeLessThan(MOST_CHILD_BYTES);

      async function submitSome(): Promise<void> {
        for (const picture of next) {
          const end = await submitAndWait(system.url, picture.file);
          ends[end] = (ends[end] ?? 0) + 1;
          if (end !== 'succeeded' && !CODES.includes(end.replace(/^.* /, '')))
            defects.push(describeDefect(end, picture));
        }
      }
    },
    60_000,
  );

  test('leave the worker as well as before', async () => {
    expect(await submitAndWait(system.url, SEVEN)).toBe('succeeded');
    expect(childrenOf(worker.pid!, 'compute')).toEqual(children);
    const memory = watchMemory(children);
    await new Promise((resolve) => setTimeout(resolve, 500));
    expect(memory.stop()).toBeLessThan(MOST_IDLE_CHILD_BYTES);
    expect(system.output.join('')).not.toMatch(/compute\.|"level":"(error|fatal)"/);
  });
});

/** How a picture ended: `succeeded`, `failed` or a status with the code of its error, or what else came. */
async function submitAndWait(url: string, file: Uint8Array): Promise<string> {
  const response = await fetch(`${url}/v1/jobs?model=digits`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/octet-stream', Prefer: `wait=${LONGEST_WAIT_SECONDS}` },
    body: new Uint8Array(file),
  });
  if (response.status === 202) return `still ${((await response.json()) as Job).status}`;
  if (response.status !== 200)
    return `${response.status} ${((await response.json()) as { code: string }).code}`;
  const { status, error } = (await response.json()) as Job;
  return error ? `${status} ${error.code}` : status;
}

/** With the whole picture, which is small, to try it again by hand. */
function describeDefect(end: string, { kind, file }: DamagedPicture): string {
  return `${kind}, ${file.length} bytes: ${end}\n  ${file.toString('base64').slice(0, 20_000)}`;
}

/** Looks again and again at how much memory the processes take; `stop` tells the most that one has taken, in bytes. */
function watchMemory(pids: readonly number[]): { stop(): number } {
  let most = 0;
  const look = async () => {
    const each = await Promise.all(pids.map(async (pid) => (await residentMemory(pid)) ?? 0));
    most = Math.max(most, ...each);
  };
  const timer = setInterval(() => void look(), 50);
  return {
    stop() {
      clearInterval(timer);
      return most;
    },
  };
}
