import { expect, onTestFinished, test } from 'vitest';
import { submitJob, waitForEnd } from '../support/client.ts';
import { createSystem } from '../support/system.ts';

test('a deadline is for the first start: what was started in time and lost is started again after it', async () => {
  const system = await createSystem('postgres');
  onTestFinished(() => system.stop());
  await system.start('api');
  const { sql } = system;
  const submitWithDeadline = async () =>
    (await submitJob(system.url, { fields: { deadlineMs: '60000' } })).id;
  const [started, never] = [await submitWithDeadline(), await submitWithDeadline()];
  // As the sweeper leaves what a worker has lost.
  await sql`update jobs set attempt = 1, started_at = now() where id = ${started}`;
  await sql`update jobs set deadline_at = now() - interval '1 second'`;
  await system.start('worker');
  expect(await waitForEnd(system.url, started)).toMatchObject({ status: 'succeeded', attempt: 2 });
  expect(await waitForEnd(system.url, never)).toMatchObject({
    status: 'failed',
    error: { code: 'deadline-exceeded' },
  });
});
