import { once } from 'node:events';
import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { firstIdAt } from '../../shared/domain/job-id.ts';
import { getJob, SEVEN, submitJob, submitSpin, waitForEnd } from '../support/client.ts';
import { availableBackends } from '../support/servers.ts';
import { createSystem } from '../support/system.ts';

/** Long enough to be stopped in the middle of, and far from the model's time-out also on a slow machine. */
const SPIN = 300_000;

describe.each(availableBackends())('the sweeper on %s', (backend) => {
  test('rings again for jobs whose bells were lost, and for those that missed their deadline it says so', async () => {
    const system = await createSystem(backend);
    try {
      await system.start('api', { QUEUE_PREFIX: 'nobody-hears-this' });
      const lost = await submitJob(system.url);
      const late = await submitJob(system.url, { fields: { deadlineMs: '1' } });
      await system.start('worker');
      expect((await waitForEnd(system.url, lost.id, 20_000)).status).toBe('succeeded');
      const failed = await waitForEnd(system.url, late.id, 20_000);
      expect(failed).toMatchObject({ status: 'failed', attempt: 0, error: { code: 'deadline-exceeded' } });
    } finally {
      await system.stop();
    }
  });

  test('gives a hung worker’s jobs to another, and what the hung one finishes later changes nothing', async () => {
    const MODELS_DIR = path.join(import.meta.dirname, '../fixtures/models');
    const system = await createSystem(backend, { LEASE_MS: '2000', COMPUTE_CHILDREN: '1', MODELS_DIR });
    try {
      const [, hung] = await Promise.all([system.start('api'), system.start('worker')]);
      const leaders = async () =>
        (
          await system.sql`
          select 1 from pg_locks join pg_stat_activity using (pid)
          where locktype = 'advisory' and datname = current_database() and application_name = 'penstock-sweeper'`
        ).length;
      await expect.poll(leaders, { timeout: 10_000 }).toBe(1);
      const ids = await Promise.all(Array.from({ length: 5 }, () => submitSpin(system.url, SPIN)));
      const running = async () => (await system.sql`select 1 from jobs where status = 'running'`).length;
      await expect.poll(running, { timeout: 10_000, interval: 10 }).toBeGreaterThan(0);
      // It holds attempts, and as the only worker so far it leads the sweep: both must be taken from it.
      hung.kill('SIGSTOP');
      await system.start('worker');
      const jobs = await Promise.all(ids.map((id) => waitForEnd(system.url, id, 40_000)));
      expect(jobs.map((job) => job.status)).toEqual(ids.map(() => 'succeeded'));
      expect(jobs.some((job) => job.attempt > 1)).toBe(true);
      hung.kill('SIGCONT');
      // Its first acts awake are to settle and renew what it held; until it has let go, its goodbye waits.
      const gone = once(hung, 'exit');
      hung.kill('SIGTERM');
      await gone;
      const after = await Promise.all(ids.map((id) => getJob(system.url, id)));
      expect(after).toEqual(jobs);
    } finally {
      await system.stop();
    }
  });
});

test('the sweeper removes what has expired, and blobs that belong to nobody', async () => {
  const system = await createSystem('postgres', { INLINE_BYTES: '100' });
  try {
    const orphan = firstIdAt(Date.now() - 2 * 3_600_000);
    const folder = path.join(system.dataDir, 'blobs', orphan.slice(0, 7), orphan);
    mkdirSync(folder, { recursive: true });
    writeFileSync(path.join(folder, 'input'), SEVEN);
    await Promise.all([system.start('api'), system.start('worker')]);
    const expiring = await submitJob(system.url, { headers: { Prefer: 'wait=20' } });
    const kept = await submitJob(system.url, { headers: { Prefer: 'wait=20' } });
    await system.sql`update jobs set expires_at = now() where id = ${expiring.id}`;

    const blobs = () =>
      readdirSync(path.join(system.dataDir, 'blobs'), { recursive: true, encoding: 'utf8' });
    const jobsWithBlobs = () => blobs().flatMap((name) => /^.{7}\/([^/]+)\/input$/.exec(name)?.[1] ?? []);
    await expect.poll(jobsWithBlobs, { timeout: 10_000 }).toEqual([kept.id]);
    expect((await fetch(`${system.url}/v1/jobs/${expiring.id}`)).status).toBe(404);
  } finally {
    await system.stop();
  }
});
