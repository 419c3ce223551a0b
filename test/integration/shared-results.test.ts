import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Job } from '../../shared/domain/job.ts';
import { getJob, waitForEnd } from '../support/client.ts';
import { keyOf } from '../support/keys.ts';
import { availableBackends } from '../support/servers.ts';
import { createSystem, type System, startSystem } from '../support/system.ts';

/** Takes long enough for all of a burst to find it running. */
const LONG = 800_000;

let MODELS_DIR: string;
beforeAll(() => {
  MODELS_DIR = mkdtempSync(path.join(tmpdir(), 'penstock-models-'));
  cpSync(path.join(import.meta.dirname, '../fixtures/models/spin'), path.join(MODELS_DIR, 'spin'), {
    recursive: true,
  });
  writeFileSync(
    path.join(MODELS_DIR, 'spin/manifest.json'),
    JSON.stringify({ name: 'spin', task: 'tensors', cache: true }),
  );
});
afterAll(() => rmSync(MODELS_DIR, { recursive: true }));

function post(url: string, n: unknown, { options = {}, headers = {} } = {}): Promise<Response> {
  const tensors = [{ name: 'n', datatype: 'int64', shape: [1], data: [n] }];
  return fetch(`${url}/v1/jobs`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', ...headers },
    body: JSON.stringify({ model: 'spin', input: { tensors }, ...options }),
  });
}

async function submit(url: string, n: unknown, more?: Parameters<typeof post>[2]): Promise<Job> {
  const response = await post(url, n, more);
  const text = await response.text();
  if (!response.ok) throw new Error(`${response.status} ${text}`);
  return JSON.parse(text) as Job;
}

const attempts = async ({ sql }: System) =>
  (await sql<{ n: number }[]>`select coalesce(sum(attempt), 0)::int as n from jobs`)[0]!.n;

describe.each(availableBackends())('jobs that have one answer, on %s', (backend) => {
  test('cost one inference, a thousand at once and every later one', async () => {
    const system = await startSystem(backend, { MODELS_DIR });
    try {
      const submitted: Job[] = [];
      const lane = async () => {
        while (submitted.length < 1000) submitted.push(await submit(system.url, LONG));
      };
      await Promise.all(Array.from({ length: 32 }, lane));
      const jobs: Job[] = [];
      for (const { id } of submitted) jobs.push(await waitForEnd(system.url, id));
      expect(await attempts(system)).toBe(1);
      expect(new Set(jobs.map((job) => `${job.status} ${JSON.stringify(job.result)}`)).size).toBe(1);
      expect(jobs[0]).toMatchObject({ status: 'succeeded' });
      expect(jobs.filter((job) => !job.receipt?.cached)).toHaveLength(1);
      const follower = jobs.find((job) => job.receipt?.cached)!;
      expect(follower).toMatchObject({
        attempt: 0,
        startedAt: null,
        timings: { totalMs: expect.any(Number) },
      });

      const later = await post(system.url, LONG, { headers: { Prefer: 'wait=10' } });
      expect(later.status).toBe(200);
      expect(await later.json()).toMatchObject({ status: 'succeeded', receipt: { cached: true } });
      expect(await attempts(system)).toBe(1);
    } finally {
      await system.stop();
    }
  });
});

describe('a job that has the answer of another', () => {
  let system: System;
  beforeAll(async () => {
    system = await startSystem('postgres', { MODELS_DIR, AUTH: 'keys' });
  });
  afterAll(() => system.stop());

  const waiting = { Prefer: 'wait=20' };

  test('runs all the same when it says so', async () => {
    const headers = { ...(await keyOf(system, 'forcing')), ...waiting };
    expect((await submit(system.url, 1, { headers })).receipt?.cached).toBe(false);
    expect((await submit(system.url, 1, { headers })).receipt?.cached).toBe(true);
    const forced = await submit(system.url, 1, { headers, options: { cache: false } });
    expect(forced).toMatchObject({ attempt: 1, receipt: { cached: false } });
  });

  test('never has the answer of another owner', async () => {
    for (const owner of ['ann', 'bob']) {
      const headers = { ...(await keyOf(system, owner)), ...waiting };
      expect((await submit(system.url, 2, { headers })).receipt?.cached).toBe(false);
    }
  });

  test('has its own events, its own input, and goes alone', async () => {
    const headers = await keyOf(system, 'single');
    const first = await submit(system.url, 3, { headers: { ...headers, ...waiting } });
    const second = await submit(system.url, 3, { headers: { ...headers, ...waiting } });
    const get = (url: string) => fetch(`${system.url}${url}`, { headers });
    const events = await (await get(second.links.events)).text();
    expect(events.match(/^event: .*/gm)).toEqual(['event: queued', 'event: succeeded']);
    await fetch(`${system.url}${first.links.self}`, { method: 'DELETE', headers });
    expect((await get(second.links.self)).status).toBe(200);
    expect((await get(second.links.input)).status).toBe(200);
    expect((await submit(system.url, 3, { headers: { ...headers, ...waiting } })).receipt?.cached).toBe(true);
  });

  test('fails as the other did', async () => {
    const headers = await keyOf(system, 'failing');
    const many = Array.from({ length: 20 }, () => submit(system.url, LONG, { headers }));
    const ids = (await Promise.all(many)).map((job) => job.id);
    // As a model does that cannot run on this input.
    await system.sql`
      update jobs set status = 'failed', finished_at = now(), expires_at = now() + interval '1 day', seq = seq + 1,
        error = '{"code": "model-failed", "message": "No", "retryable": false, "attempts": 1}'
      where id = any(${ids}::uuid[]) and waits_for is null`;
    for (const id of ids)
      await expect
        .poll(async () => {
          const job = (await (await fetch(`${system.url}/v1/jobs/${id}`, { headers })).json()) as Job;
          return [job.status, job.error?.code];
        })
        .toEqual(['failed', 'model-failed']);
  });
});

test.each(['cancel', 'delete'])(
  'when the one that was to run is gone by %s, another runs',
  async (way) => {
    const system = await createSystem('postgres', { MODELS_DIR });
    try {
      await system.start('api');
      const jobs = [];
      for (let i = 0; i < 5; i++) jobs.push(await submit(system.url, 5));
      const first = jobs[0]!;
      const [row] = await system.sql`select waits_for from jobs where id = ${first.id}`;
      expect(row).toEqual({ waitsFor: null });
      if (way === 'cancel') await fetch(`${system.url}${first.links.cancel}`, { method: 'POST' });
      else await fetch(`${system.url}${first.links.self}`, { method: 'DELETE' });
      await system.start('worker');
      for (const { id } of jobs.slice(1))
        expect(await waitForEnd(system.url, id)).toMatchObject({ status: 'succeeded' });
      expect(await attempts(system)).toBe(1);
      if (way === 'cancel') expect((await getJob(system.url, first.id)).status).toBe('canceled');
    } finally {
      await system.stop();
    }
  },
  60_000,
);

test('when the worker dies under the one that runs, all have their answer from another', async () => {
  const system = await createSystem('postgres', { MODELS_DIR, LEASE_MS: '1000' });
  try {
    await system.start('api');
    const jobs = await Promise.all(Array.from({ length: 20 }, () => submit(system.url, LONG)));
    const worker = await system.start('worker');
    const running = async () => (await system.sql`select 1 from jobs where status = 'running'`).length;
    await expect.poll(running, { interval: 5, timeout: 10_000 }).toBe(1);
    worker.kill('SIGKILL');
    await system.start('worker');
    for (const { id } of jobs)
      expect(await waitForEnd(system.url, id)).toMatchObject({ status: 'succeeded' });
    expect(await attempts(system)).toBe(2);
  } finally {
    await system.stop();
  }
});
