import path from 'node:path';
import { describe, expect, test } from 'vitest';
import type { Job } from '../../shared/domain/job.ts';
import { getJob, SEVEN, submitJob, waitForEnd } from '../support/client.ts';
import { keyOf } from '../support/keys.ts';
import { expectProblem } from '../support/problems.ts';
import { availableBackends } from '../support/servers.ts';
import { createSystem, type System, startSystem } from '../support/system.ts';

const MODELS_DIR = path.join(import.meta.dirname, '../fixtures/models');

/** How far a job has to count to take so long on this machine as it is now. */
async function stepsOf(url: string, ms: number, headers: Record<string, string> = {}): Promise<number> {
  const steps = 100_000;
  const response = await submitSpin(url, steps, { ...headers, Prefer: 'wait=30' });
  const { timings } = (await response.json()) as Job;
  return Math.round((steps * ms) / timings!.inferMs!);
}

/** Submits a job that counts to `n`. */
function submitSpin(url: string, n: number, headers: Record<string, string> = {}, options: object = {}) {
  const tensors = [{ name: 'n', datatype: 'int64', shape: [1], data: [n] }];
  return fetch(`${url}/v1/jobs`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', ...headers },
    body: JSON.stringify({ model: 'spin', input: { tensors }, ...options }),
  });
}

async function idOf(response: Response): Promise<string> {
  if (response.status !== 202) throw new Error(`${response.status} ${await response.text()}`);
  return ((await response.json()) as { id: string }).id;
}

async function submitMany(count: number, submit: () => Promise<Response>): Promise<string[]> {
  const ids: string[] = [];
  const lane = async () => {
    while (count-- > 0) ids.push(await idOf(await submit()));
  };
  await Promise.all(Array.from({ length: 16 }, lane));
  return ids;
}

const ended = async ({ sql }: System) =>
  (await sql<{ n: number }[]>`select count(*)::int as n from jobs where finished_at is not null`)[0]!.n;

describe.each(availableBackends())('the queue on %s', (backend) => {
  test('lets the single job of one owner pass the burst of another', async () => {
    const env = { MODELS_DIR, AUTH: 'keys', COMPUTE_CHILDREN: '1' };
    const system = await startSystem(backend, env);
    try {
      const burst = await keyOf(system, 'burst');
      const single = await keyOf(system, 'single');
      const steps = await stepsOf(system.url, 10, single);
      await submitMany(600, () => submitSpin(system.url, steps, burst));
      const before = await ended(system);
      // There is a burst to pass.
      expect(before).toBeLessThan(300);
      const job = await (await submitSpin(system.url, steps, { ...single, Prefer: 'wait=30' })).json();
      expect(job).toMatchObject({ status: 'succeeded' });
      expect((await ended(system)) - before).toBeLessThan(60);
      expect(await ended(system)).toBeLessThan(500);
    } finally {
      await system.stop();
    }
  });
});

test('who has much waiting gets on, though others with little never cease to come', async () => {
  const env = { MODELS_DIR, AUTH: 'keys', COMPUTE_CHILDREN: '1' };
  const system = await startSystem('postgres', env);
  try {
    const burst = await keyOf(system, 'burst');
    const steps = await stepsOf(system.url, 40, burst);
    const ids = await submitMany(60, () => submitSpin(system.url, steps, burst));
    const rest = ids.slice(-20);
    const left = async () =>
      (await system.sql`select 1 from jobs where id = any(${rest}::uuid[]) and started_at is null`).length;
    expect(await left()).toBe(20);
    const others = new AbortController();
    const lanes = Array.from({ length: 12 }, async (_, i) => {
      const headers = { ...(await keyOf(system, `other ${i}`)), Prefer: 'wait=30' };
      while (!others.signal.aborted) await (await submitSpin(system.url, steps, headers)).text();
    });
    try {
      await expect.poll(left, { timeout: 40_000, interval: 200 }).toBeLessThan(20);
    } finally {
      others.abort();
      await Promise.all(lanes);
    }
  } finally {
    await system.stop();
  }
});

test('a full queue refuses, says when to come again, and takes what it has taken before', async () => {
  const system = await createSystem('postgres', {
    AUTH: 'keys',
    MAX_QUEUED_PER_OWNER: '20',
    MAX_QUEUED_PER_MODEL: '30',
  });
  try {
    await system.start('api');
    const [ann, bob, cid] = [
      await keyOf(system, 'ann'),
      await keyOf(system, 'bob'),
      await keyOf(system, 'cid'),
    ];
    const submit = (headers: Record<string, string>) =>
      fetch(`${system.url}/v1/jobs?model=digits`, {
        method: 'POST',
        headers: { 'Content-Type': 'image/png', ...headers },
        body: new Uint8Array(SEVEN),
      });
    const first = await submit({ ...ann, 'Idempotency-Key': 'first' });
    expect(first.status).toBe(202);
    const statuses = await Promise.all(Array.from({ length: 30 }, async () => (await submit(ann)).status));
    expect(statuses.filter((status) => status === 202)).toHaveLength(19);
    expect(statuses.filter((status) => status === 429)).toHaveLength(11);
    const full = { status: 429, code: 'queue-full', headers: { 'retry-after': /^[1-9]\d*$/ } };
    await expectProblem(await submit(ann), { ...full, says: /20 may/ });

    const again = await submit({ ...ann, 'Idempotency-Key': 'first' });
    expect([again.status, again.headers.get('Idempotent-Replayed')]).toEqual([202, 'true']);

    const taken = await Promise.all(Array.from({ length: 15 }, async () => (await submit(bob)).status));
    expect(taken.filter((status) => status === 202)).toHaveLength(10);
    await expectProblem(await submit(cid), { ...full, says: /30 may/ });
    const [rows] = await system.sql`
      select (select count(*) from jobs)::int as jobs, (select count(*) from job_inputs)::int as inputs`;
    expect(rows).toEqual({ jobs: 30, inputs: 30 });

    await system.start('worker');
    await expect.poll(async () => (await submit(cid)).status, { timeout: 20_000 }).toBe(202);
  } finally {
    await system.stop();
  }
});

test('a forecast comes true: queue.etaMs is right within 30 % in the median', async () => {
  const system = await startSystem('postgres', { MODELS_DIR, COMPUTE_CHILDREN: '1' });
  try {
    const steps = await stepsOf(system.url, 10);
    const ids = (await submitMany(1200, () => submitSpin(system.url, steps))).sort();
    const forecasts: { id: string; at: number; etaMs: number }[] = [];
    // In steady drain: while they were submitted, the cores had other things to do.
    for (let done = 650; done < 1050; done += 20) {
      await expect.poll(() => ended(system), { timeout: 30_000, interval: 20 }).toBeGreaterThanOrEqual(done);
      const id = ids[done + 100]!;
      const at = Date.now();
      const job = await getJob(system.url, id);
      if (job.queue?.etaMs) forecasts.push({ id, at, etaMs: job.queue.etaMs });
    }
    expect(forecasts.length).toBeGreaterThan(10);
    const errors = [];
    for (const { id, at, etaMs } of forecasts) {
      const job = await waitForEnd(system.url, id);
      const waitedMs = Date.parse(job.startedAt!) - at;
      errors.push(Math.abs(etaMs - waitedMs) / waitedMs);
    }
    errors.sort((a, b) => a - b);
    expect(errors[Math.floor(errors.length / 2)]).toBeLessThan(0.3);
  } finally {
    await system.stop();
  }
});

test('a job that would wait longer than it may is refused before it is stored', async () => {
  const system = await startSystem('postgres', { MODELS_DIR, COMPUTE_CHILDREN: '1' });
  try {
    const steps = await stepsOf(system.url, 15);
    const submit = (maxWaitMs: number) => submitSpin(system.url, steps, {}, { maxWaitMs });
    expect((await submit(1000)).status).toBe(202);
    await submitMany(500, () => submitSpin(system.url, steps));
    const refused = { status: 429, code: 'wait-too-long' };
    await expect.poll(async () => (await submit(100)).status, { timeout: 5000 }).toBe(429);
    await expectProblem(await submit(100), {
      ...refused,
      headers: { 'retry-after': /^[1-9]\d*$/ },
    });
    expect((await submit(600_000)).status).toBe(202);
  } finally {
    await system.stop();
  }
});

test('where nobody serves a model, a job that may not wait is refused', async () => {
  const system = await createSystem('postgres');
  try {
    await system.start('api');
    const wanted = { fields: { maxWaitMs: '5000' } };
    await expect(submitJob(system.url, wanted)).rejects.toThrow(/429.*No worker serves/);
  } finally {
    await system.stop();
  }
});
