import { once } from 'node:events';
import { describe, expect, test } from 'vitest';
import type { Job } from '../../shared/domain/job.ts';
import { getJob, SEVEN, submit } from '../support/client.ts';
import { createSystem, startSystem } from '../support/system.ts';
import { deliveryOf, ENV, isFinished, submitTo, WAIT } from '../support/webhook-jobs.ts';
import { startWebhookReceiver } from '../support/webhook-receiver.ts';

describe('a receiver that hangs', () => {
  test('does not hold up another, nor is it asked by more than five at a time', async () => {
    let open = 0;
    let most = 0;
    const hanging = await startWebhookReceiver((_, response) => {
      most = Math.max(most, ++open);
      response.on('close', () => open--);
    });
    const good = await startWebhookReceiver();
    const system = await startSystem('postgres', ENV);
    try {
      for (let i = 0; i < 12; i++) await submitTo(system, `${hanging.url}/`);
      await expect.poll(() => open, WAIT).toBe(5);
      const job = await submitTo(system, `${good.url}/`);
      const startedAt = Date.now();
      await deliveryOf(system, job, isFinished);
      expect(Date.now() - startedAt).toBeLessThan(5000);
      expect([open, most]).toEqual([5, 5]);
    } finally {
      await system.stop();
      await Promise.all([hanging.close(), good.close()]);
    }
  });
});

describe('a worker that ends while it delivers', () => {
  test.each([['SIGKILL'], ['SIGTERM']] as const)(
    'by %s has its delivery made by another, with the same id',
    async (signal) => {
      const receiver = await startWebhookReceiver((_, response, count) => {
        if (count > 1) response.end('at last');
      });
      const system = await createSystem('postgres', ENV);
      try {
        const [, worker] = await Promise.all([system.start('api'), system.start('worker')]);
        const job = await submitTo(system, `${receiver.url}/`);
        await expect.poll(() => receiver.messagesTo('/').length, WAIT).toBe(1);
        const gone = once(worker, 'exit');
        worker.kill(signal);
        await gone;
        const dueInMs = async () => {
          const [row] = await system.sql<{ due: number }[]>`
            select extract(epoch from due_at - now())::float8 * 1000 as due from webhook_deliveries
            where finished_at is null`;
          return row!.due;
        };
        if (signal === 'SIGKILL') {
          expect(await dueInMs()).toBeGreaterThan(15_000);
          await system.sql`update webhook_deliveries set due_at = now()`;
        } else expect(await dueInMs()).toBeLessThanOrEqual(0);
        await system.start('worker');
        const delivery = await deliveryOf(system, job, isFinished);
        const noted = signal === 'SIGKILL' ? [] : [{ status: null, error: 'The worker was stopped' }];
        expect(delivery.attempts).toMatchObject([...noted, { status: 200, body: 'at last' }]);
        const ids = receiver.messagesTo('/').map(({ headers }) => headers['webhook-id']);
        expect(ids).toEqual([delivery.id, delivery.id]);
      } finally {
        await system.stop();
        await receiver.close();
      }
    },
    60_000,
  );
});

test('a webhook of a raw upload and of JSON is shown in the job, as it was parsed', async () => {
  const system = await createSystem('postgres');
  try {
    await system.start('api');
    const webhook = { url: 'HTTPS://Example.ORG:443/a b', events: ['failed'] };
    const shown = { url: 'https://example.org/a%20b', events: ['failed'] };
    const query = `?model=digits&webhook=${encodeURIComponent(JSON.stringify(webhook))}`;
    const raw = await fetch(`${system.url}/v1/jobs${query}`, {
      method: 'POST',
      headers: { 'Content-Type': 'image/png' },
      body: new Uint8Array(SEVEN),
    });
    expect(await raw.json()).toMatchObject({ webhook: shown });
    const data = `data:image/png;base64,${SEVEN.toString('base64')}`;
    const json = await fetch(`${system.url}/v1/jobs`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({ model: 'digits', input: { data }, webhook }),
    });
    const job = (await json.json()) as Job;
    expect(job).toMatchObject({ webhook: shown });
    expect(await getJob(system.url, job.id)).toMatchObject({ webhook: shown });
    expect(await (await submit(system.url)).json()).toMatchObject({ webhook: null });
    expect(await (await submit(system.url, { fields: { webhook: 'null' } })).json()).toMatchObject({
      webhook: null,
    });
  } finally {
    await system.stop();
  }
});
