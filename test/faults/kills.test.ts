import { describe, expect, test } from 'vitest';
import type { Sql } from '../../shared/db/client.ts';
import type { JobRow } from '../../shared/db/schema.ts';
import { historyOf } from '../../shared/domain/history.ts';
import { submitJob, waitForEnd } from '../support/client.ts';
import { childrenOf } from '../support/processes.ts';
import { availableBackends } from '../support/servers.ts';
import { createSystem } from '../support/system.ts';

const JOBS = 500;

describe.each(availableBackends())('500 jobs on %s', (backend) => {
  test('all succeed exactly once though a compute child, the worker and the api are killed under them', async () => {
    const system = await createSystem(backend, { LEASE_MS: '3000' });
    try {
      const api = await system.start('api');
      const ids = await submitAll(system.url, JOBS);
      const worker = await system.start('worker');

      await reached(system.sql, 20);
      for (const child of childrenOf(worker.pid!, 'compute/main.js')) process.kill(child, 'SIGKILL');
      await reached(system.sql, 100);
      worker.kill('SIGKILL');
      const second = system.start('worker');
      await reached(system.sql, 150);
      api.kill('SIGKILL');
      await Promise.all([system.start('api'), second]);

      const jobs = await Promise.all(ids.map((id) => waitForEnd(system.url, id, 60_000)));
      expect(jobs.filter((job) => job.status !== 'succeeded')).toEqual([]);
      expect(jobs.filter((job) => job.result === null)).toEqual([]);
      expect(await badHistories(system.sql)).toEqual([]);
      // The kills did hit something: some jobs needed another attempt.
      expect(jobs.some((job) => job.attempt > 1)).toBe(true);
    } finally {
      await system.stop();
    }
  }, 120_000);
});

async function submitAll(url: string, count: number): Promise<string[]> {
  const ids: string[] = [];
  let left = count;
  const lane = async () => {
    while (left-- > 0) ids.push((await submitJob(url)).id);
  };
  await Promise.all(Array.from({ length: 16 }, lane));
  return ids;
}

/** Resolves when this many jobs have ended. */
async function reached(sql: Sql, count: number): Promise<void> {
  for (;;) {
    const [row] = await sql<
      { ended: number }[]
    >`select count(*)::int as ended from jobs where finished_at is not null`;
    if (row!.ended >= count) return;
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

/** Jobs that have changed another number of times than their attempts tell, or have not ended well. */
async function badHistories(sql: Sql) {
  const rows = await sql<Pick<JobRow, 'id' | 'seq' | 'status' | 'attempt' | 'spentAttempts'>[]>`
    select id, seq, status, attempt, spent_attempts from jobs`;
  return rows.filter((row) => historyOf(row).length !== row.seq || row.status !== 'succeeded');
}
