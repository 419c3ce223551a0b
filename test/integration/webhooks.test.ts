import type { ServerResponse } from 'node:http';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Job } from '../../shared/domain/job.ts';
import { getJob, waitForEnd } from '../support/client.ts';
import { availableBackends } from '../support/servers.ts';
import { createSystem, type System } from '../support/system.ts';
import { BROKEN, deliveryOf, ENV, isFinished, submitTo, WAIT, wasTried } from '../support/webhook-jobs.ts';
import {
  getSecret,
  listDeliveries,
  signatureOf,
  startWebhookReceiver,
  type WebhookReceiver,
} from '../support/webhook-receiver.ts';

describe.each(availableBackends())('webhooks on %s', (backend) => {
  let system: System;
  let receiver: WebhookReceiver;
  let canceled: Job;
  beforeAll(async () => {
    receiver = await startWebhookReceiver(
      (path, response, count) => ANSWERS[path]?.(response, count) ?? response.end('ok'),
    );
    system = await createSystem(backend, ENV);
    await system.start('api');
    canceled = await submitTo(system, `${receiver.url}/canceled`);
    const path = `/v1/jobs/${canceled.id}/cancel`;
    expect((await fetch(system.url + path, { method: 'POST' })).status).toBe(200);
    await system.start('worker');
  });
  afterAll(async () => {
    await system.stop();
    await receiver.close();
  });

  /** What the receiver answers elsewhere than with 200. */
  const ANSWERS: Record<string, (response: ServerResponse, count: number) => unknown> = {
    '/500-then-200': (response, count) => response.writeHead(count === 1 ? 500 : 200).end(`answer ${count}`),
    '/410': (response) => response.writeHead(410).end(),
    '/429': (response) => response.writeHead(429, { 'Retry-After': '3600' }).end(),
    '/302': (response) => response.writeHead(302, { Location: `${receiver.url}/never` }).end('elsewhere'),
    '/1-gb': (response) => pour(response),
    '/odd': (response) => response.end(`\0\ud800${'ä'.repeat(2000)}`),
    '/late': (response, count) => (count === 1 ? late.push(response) : response.end('first')),
    '/packed': (response) => response.writeHead(200, { 'Content-Encoding': 'gzip' }).end('xxx'),
  };
  const late: ServerResponse[] = [];
  let poured = 0;
  function pour(response: ServerResponse): void {
    const chunk = Buffer.alloc(65_536, 'y');
    const more = () => {
      while (!response.destroyed && poured < 1e9 && response.write(chunk)) poured += chunk.length;
    };
    response.on('drain', more);
    more();
  }

  test.each([
    ['succeeded', () => submitTo(system, `${receiver.url}/succeeded`)],
    ['failed', () => submitTo(system, `${receiver.url}/failed`, { file: BROKEN })],
    ['failed', () => submitTo(system, `${receiver.url}/deadline`, { deadlineMs: '1' })],
    ['canceled', async () => canceled],
  ])('tell once of a job that has %s, signed, with the job as the api shows it', async (status, make) => {
    const job = await make();
    const path = new URL(job.webhook!.url).pathname;
    await expect.poll(() => receiver.messagesTo(path).length, WAIT).toBe(1);
    const ended = await getJob(system.url, job.id);
    expect(ended.status).toBe(status);

    const [received] = receiver.messagesTo(path);
    const delivery = await deliveryOf(system, job, isFinished);
    const { message, headers } = received!;
    expect(message).toEqual({
      type: `job.${status}`,
      timestamp: delivery.createdAt,
      truncated: false,
      data: ended,
    });
    expect(headers).toMatchObject({
      'webhook-id': delivery.id,
      'content-type': 'application/json',
      'accept-encoding': 'identity',
      'user-agent': expect.stringMatching(/^Penstock\/\d/),
      'webhook-signature': signatureOf(received!, (await getSecret(system.url)).secret),
    });
    expect(Math.abs(Number(headers['webhook-timestamp']) - Date.now() / 1000)).toBeLessThan(30);
    expect(delivery).toMatchObject({
      job: job.id,
      event: `job.${status}`,
      url: job.webhook!.url,
      status: 'delivered',
      nextAttemptAt: null,
      attempts: [{ status: 200, error: null, body: 'ok' }],
      links: { job: `/v1/jobs/${job.id}` },
    });
    expect(receiver.messagesTo(path)).toHaveLength(1);
  });

  test('tell of nothing that was not asked for', async () => {
    const jobs = [
      await submitTo(system, `${receiver.url}/unwanted`, { events: ['failed', 'canceled'] }),
      await submitTo(system, `${receiver.url}/unwanted`, { events: ['succeeded'], file: BROKEN }),
    ];
    const wanted = await submitTo(system, `${receiver.url}/wanted`, { events: ['succeeded'] });
    for (const { id } of jobs) await waitForEnd(system.url, id);
    await deliveryOf(system, wanted, isFinished);
    for (const { id } of jobs) expect(await listDeliveries(system.url, `?job=${id}`)).toEqual([]);
    expect(receiver.messagesTo('/unwanted')).toEqual([]);
  });

  test('tell of each of 60 jobs once', async () => {
    const jobs = await Promise.all(
      Array.from({ length: 60 }, () => submitTo(system, `${receiver.url}/many`)),
    );
    await expect.poll(() => receiver.messagesTo('/many').length, WAIT).toBe(60);
    for (const job of jobs) await deliveryOf(system, job, isFinished);
    const told = receiver.messagesTo('/many').map(({ message }) => message.data.id);
    expect(told.sort()).toEqual(jobs.map(({ id }) => id).sort());
  });

  test('are tried again when the receiver has failed, with the same id and the same body', async () => {
    const job = await submitTo(system, `${receiver.url}/500-then-200`);
    const tried = await deliveryOf(system, job, wasTried);
    expect(tried).toMatchObject({ status: 'pending', finishedAt: null, attempts: [{ status: 500 }] });
    const waitMs = Date.parse(tried.nextAttemptAt!) - Date.parse(tried.attempts[0]!.at);
    expect(waitMs).toBeGreaterThan(4000);
    expect(waitMs).toBeLessThan(8000);
    await system.sql`update webhook_deliveries set due_at = now() where id = ${tried.id}`;
    const delivery = await deliveryOf(system, job, isFinished);
    expect(delivery).toMatchObject({
      status: 'delivered',
      attempts: [
        { status: 500, body: 'answer 1' },
        { status: 200, body: 'answer 2' },
      ],
    });
    const [first, second] = receiver.messagesTo('/500-then-200');
    expect(second!.headers['webhook-id']).toBe(first!.headers['webhook-id']);
    expect(second!.text).toBe(first!.text);
  });

  test('are given up at once when the receiver is gone for good', async () => {
    const job = await submitTo(system, `${receiver.url}/410`);
    expect(await deliveryOf(system, job, isFinished)).toMatchObject({
      status: 'failed',
      attempts: [{ status: 410 }],
    });
  });

  test('wait as long as a busy receiver asks for', async () => {
    const job = await submitTo(system, `${receiver.url}/429`);
    const { nextAttemptAt, attempts, status } = await deliveryOf(system, job, wasTried);
    expect([status, attempts[0]?.status]).toEqual(['pending', 429]);
    const waitMs = Date.parse(nextAttemptAt!) - Date.now();
    expect(waitMs).toBeGreaterThan(3_500_000);
    expect(waitMs).toBeLessThan(3_610_000);
  });

  test('follow no redirect', async () => {
    const job = await submitTo(system, `${receiver.url}/302`);
    expect(await deliveryOf(system, job, wasTried)).toMatchObject({
      status: 'pending',
      attempts: [{ status: 302, body: 'elsewhere' }],
    });
    expect(receiver.messagesTo('/never')).toEqual([]);
  });

  test('read no more of an answer than they keep', async () => {
    const job = await submitTo(system, `${receiver.url}/1-gb`);
    const { status, attempts } = await deliveryOf(system, job, isFinished);
    expect([status, attempts[0]?.body]).toEqual(['delivered', 'y'.repeat(1024)]);
    expect(poured).toBeLessThan(50_000_000);
  });

  test('keep of an answer what can be stored', async () => {
    const odd = await submitTo(system, `${receiver.url}/odd`);
    const { attempts } = await deliveryOf(system, odd, isFinished);
    expect(attempts[0]?.body).toMatch(/^\ufffd+ä{1000,1023}$/);
    const packed = await submitTo(system, `${receiver.url}/packed`);
    expect(await deliveryOf(system, packed, isFinished)).toMatchObject({
      status: 'delivered',
      attempts: [{ status: 200, body: '' }],
    });
  });

  test('are not changed by an answer to an attempt that has counted as lost', async () => {
    const job = await submitTo(system, `${receiver.url}/late`);
    await expect.poll(() => late.length, WAIT).toBe(1);
    await system.sql`update webhook_deliveries set due_at = now() where job_id = ${job.id}`;
    const delivery = await deliveryOf(system, job, isFinished);
    const settled = () => system.output.join('').split(`"deliveryId":"${delivery.id}"`).length - 1;
    await expect.poll(settled, WAIT).toBe(1);
    late[0]!.writeHead(500).end('last');
    await expect.poll(settled, WAIT).toBe(2);
    expect(await deliveryOf(system, job, isFinished)).toEqual(delivery);
    expect(delivery).toMatchObject({ status: 'delivered', attempts: [{ status: 200, body: 'first' }] });
  });

  test('go to no address that is not allowed, whatever was allowed when the job was submitted', async () => {
    const job = await submitTo(system, `${receiver.url}/429`);
    const { id } = await deliveryOf(system, job, wasTried);
    await system.sql`update webhook_deliveries set url = 'http://[::1]:1/', due_at = now() where id = ${id}`;
    const delivery = await deliveryOf(system, job, ({ attempts }) => attempts.length === 2);
    expect(delivery).toMatchObject({
      status: 'pending',
      attempts: [{}, { status: null, error: 'webhook.url: the host is not one of the public internet' }],
    });
  });

  test('go with the job when it is deleted or expires', async () => {
    const deleted = await submitTo(system, `${receiver.url}/429`);
    const expired = await submitTo(system, `${receiver.url}/succeeded`);
    await deliveryOf(system, deleted, wasTried);
    await deliveryOf(system, expired, isFinished);
    await fetch(`${system.url}/v1/jobs/${deleted.id}`, { method: 'DELETE' });
    await system.sql`update jobs set expires_at = now() where id = ${expired.id}`;
    const left = async () => {
      const rows = await system.sql`
        select 1 from webhook_deliveries where job_id in (${deleted.id}, ${expired.id})`;
      return rows.length;
    };
    await expect.poll(left, WAIT).toBe(0);
  });

  test('to a job that went while it was told of are dropped', async () => {
    const job = await submitTo(system, `${receiver.url}/429`);
    const { id } = await deliveryOf(system, job, wasTried);
    // As deleting leaves it when the job ends at the same moment.
    await system.sql`delete from jobs where id = ${job.id}`;
    await system.sql`update webhook_deliveries set due_at = now() where id = ${id}`;
    const left = async () => (await system.sql`select 1 from webhook_deliveries where id = ${id}`).length;
    await expect.poll(left, WAIT).toBe(0);
  });

  test('leave no secret, URL or answer in the logs', async () => {
    const { secret } = await getSecret(system.url);
    const logs = system.output.join('');
    expect(logs).toMatch(/"event":"webhook\.delivered"/);
    for (const text of [secret, secret.slice(6), receiver.url, 'v1,', 'answer 1', 'elsewhere'])
      expect(logs).not.toContain(text);
    expect(logs).not.toMatch(/"level":"error"/);
  });

  test('are counted', async () => {
    const metrics = async () => (await fetch(`${system.url}/metrics`)).text();
    await expect.poll(metrics, WAIT).toMatch(/penstock_webhook_attempts_total\{.*outcome="delivered".*\} \d/);
  });
});
