import path from 'node:path';
import { expect, test } from 'vitest';
import { getJob, submitSpin, waitForEnd } from '../support/client.ts';
import { freePort } from '../support/free-port.ts';
import { childrenOf } from '../support/processes.ts';
import { createSystem } from '../support/system.ts';

const MODELS_DIR = path.join(import.meta.dirname, '../fixtures/models');
const NEVER_ENDS = 1e15;

test('a job that hangs its process is killed at its time-out, three times, and others go on beside it', async () => {
  const system = await createSystem('postgres', { MODELS_DIR });
  try {
    await Promise.all([system.start('api'), system.start('worker')]);
    const hanging = await submitSpin(system.url, NEVER_ENDS);
    const good = await Promise.all(Array.from({ length: 30 }, (_, i) => submitSpin(system.url, i)));
    const ended = await Promise.all(good.map((id) => waitForEnd(system.url, id)));
    expect(ended.map(({ status, attempt }) => ({ status, attempt }))).toEqual(
      good.map(() => ({ status: 'succeeded', attempt: 1 })),
    );
    const job = await waitForEnd(system.url, hanging);
    expect(job).toMatchObject({
      status: 'failed',
      attempt: 3,
      error: { code: 'model-timeout', attempts: 3 },
    });
  } finally {
    await system.stop();
  }
});

test('a job whose process dies under it every time fails as worker-crashed', async () => {
  const system = await createSystem('postgres', { MODELS_DIR, COMPUTE_CHILDREN: '1' });
  try {
    const port = await freePort();
    const started = [system.start('api'), system.start('worker', { WORKER_PORT: String(port) })] as const;
    const [, worker] = await Promise.all(started);
    const id = await submitSpin(system.url, NEVER_ENDS);
    for (const attempt of [1, 2, 3]) {
      // Claimed is not yet given to a child, which may still be loading: a kill before would hit nobody's batch.
      const isAt = async () => {
        const job = await getJob(system.url, id);
        const metrics = await (await fetch(`http://127.0.0.1:${port}/metrics`)).text();
        return job.attempt === attempt && /^penstock_compute_children_busy 1$/m.test(metrics);
      };
      await expect.poll(isAt, { timeout: 20_000, interval: 20 }).toBe(true);
      for (const child of childrenOf(worker.pid!, 'compute/main.js')) process.kill(child, 'SIGKILL');
    }
    expect(await waitForEnd(system.url, id)).toMatchObject({
      status: 'failed',
      attempt: 3,
      error: { code: 'worker-crashed' },
    });
    const after = await submitSpin(system.url, 5);
    expect((await waitForEnd(system.url, after)).status).toBe('succeeded');
  } finally {
    await system.stop();
  }
});
