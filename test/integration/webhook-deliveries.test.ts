import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import type { WebhookDelivery } from '../../shared/domain/webhook-delivery.ts';
import { submitJob } from '../support/client.ts';
import { expectProblem } from '../support/problems.ts';
import { type System, startSystem } from '../support/system.ts';
import {
  getSecret,
  listDeliveries,
  signatureOf,
  startWebhookReceiver,
  type WebhookReceiver,
} from '../support/webhook-receiver.ts';

const WAIT = { timeout: 15_000, interval: 20 };

let system: System;
let receiver: WebhookReceiver;
beforeAll(async () => {
  receiver = await startWebhookReceiver((path, response) =>
    response.writeHead(path === '/gone' ? 410 : 200).end(),
  );
  system = await startSystem('postgres', { OUTBOUND_ALLOW: '127.0.0.0/8' });
  for (const path of ['/a', '/b', '/gone', '/c', '/gone']) await submitTo(path);
  await vi.waitFor(async () => expect(await finished()).toHaveLength(5), WAIT);
});
afterAll(async () => {
  await system.stop();
  await receiver.close();
});

const submitTo = (path: string) =>
  submitJob(system.url, { fields: { webhook: JSON.stringify({ url: receiver.url + path }) } });
const finished = async () =>
  (await listDeliveries(system.url)).filter(({ finishedAt }) => finishedAt !== null);
const call = (path: string, method = 'GET') =>
  fetch(`${system.url}/v1/webhook-deliveries${path}`, { method });

describe('GET /v1/webhook-deliveries', () => {
  test('lists the newest first, page by page', async () => {
    const all = await listDeliveries(system.url);
    const times = all.map(({ createdAt }) => createdAt);
    expect(times).toEqual([...times].sort().reverse());
    const ids: string[] = [];
    for (let cursor: string | null = ''; cursor !== null; ) {
      const response = await call(`?limit=2${cursor && `&cursor=${cursor}`}`);
      const page = (await response.json()) as { deliveries: WebhookDelivery[]; nextCursor: string | null };
      ids.push(...page.deliveries.map(({ id }) => id));
      cursor = page.nextCursor;
      if (cursor !== null) expect(page.deliveries).toHaveLength(2);
    }
    expect(ids).toEqual(all.map(({ id }) => id));
  });

  test('tells apart deliveries of one moment', async () => {
    await system.sql`
      insert into webhook_deliveries (owner, job_id, event, url, status, finished_at, created_at)
      select 'local', ${randomUUID()}, 'job.failed', 'https://a.example/', 'delivered', now(), '2020-01-01 00:00:00.5+00'
      from generate_series(1, 5)`;
    const seen: string[] = [];
    for (let cursor: string | null = ''; cursor !== null; ) {
      const response = await call(`?limit=1${cursor && `&cursor=${cursor}`}`);
      const page = (await response.json()) as { deliveries: WebhookDelivery[]; nextCursor: string | null };
      seen.push(...page.deliveries.map(({ id }) => id));
      cursor = page.nextCursor;
    }
    expect([seen.length, new Set(seen).size]).toEqual([10, 10]);
    await system.sql`delete from webhook_deliveries where created_at < '2021-01-01'`;
  });

  test('filters by status and job', async () => {
    const failed = await listDeliveries(system.url, '?status=failed');
    expect(failed.map(({ url }) => new URL(url).pathname)).toEqual(['/gone', '/gone']);
    expect(await listDeliveries(system.url, '?status=pending')).toEqual([]);
    const [one] = await listDeliveries(system.url, `?job=${failed[0]!.job}`);
    expect(one).toEqual(failed[0]);
    expect(await listDeliveries(system.url, `?job=${randomUUID()}`)).toEqual([]);
  });

  test.each([
    ['?limit=0', 'invalid-request'],
    ['?limit=201', 'invalid-request'],
    ['?status=gone', 'invalid-request'],
    ['?job=1', 'invalid-request'],
    ['?stats=failed', 'invalid-request'],
    ['?cursor=nonsense', 'invalid-cursor'],
    ...[
      '2026-13-41 25:00:00+00',
      '2026-02-30 00:00:00+00',
      '0000-01-01 00:00:00+00',
      '2026-01-01 24:00:01+00',
      '2026-01-01 00:00:00+99',
    ].map((time): [string, string] => [
      `?cursor=${Buffer.from(`${randomUUID()}${time}`).toString('base64url')}`,
      'invalid-cursor',
    ]),
    [`?cursor=${Buffer.from(`${randomUUID()}'; drop table jobs`).toString('base64url')}`, 'invalid-cursor'],
  ])('refuses %s', async (query, code) => {
    await expectProblem(await call(query), { status: 422, code });
  });
});

describe('GET /v1/webhook-deliveries/{id}', () => {
  test('shows one as the list does', async () => {
    const [delivery] = await listDeliveries(system.url);
    expect(await (await fetch(system.url + delivery!.links.self)).json()).toEqual(delivery);
    expect((await fetch(system.url + delivery!.links.job)).status).toBe(200);
  });

  test.each(['', '/replay'])('finds nothing that is not there, or not an id: …%s', async (action) => {
    for (const id of [randomUUID(), '1', "'", '%00', 'ffffffff-ffff-ffff-ffff-fffffffffff'])
      await expectProblem(await call(`/${id}${action}`, action ? 'POST' : 'GET'), {
        status: 404,
        code: 'not-found',
      });
  });
});

describe('POST /v1/webhook-deliveries/{id}/replay', () => {
  const replay = async ({ links }: WebhookDelivery) => {
    const response = await fetch(system.url + links.replay, { method: 'POST' });
    expect(response.status).toBe(200);
    return (await response.json()) as WebhookDelivery;
  };
  const ended = async ({ id }: WebhookDelivery, attempts: number) => {
    const look = async () => {
      const delivery = (await (await call(`/${id}`)).json()) as WebhookDelivery;
      return delivery.finishedAt !== null && delivery.attempts.length === attempts ? delivery : undefined;
    };
    await expect.poll(look, WAIT).toBeDefined();
    return (await look())!;
  };

  test('delivers again what was delivered, with the same id', async () => {
    const [delivery] = await listDeliveries(system.url, '?status=delivered');
    const { pathname } = new URL(delivery!.url);
    expect(await replay(delivery!)).toMatchObject({ id: delivery!.id, status: 'pending', finishedAt: null });
    expect(await ended(delivery!, 2)).toMatchObject({
      status: 'delivered',
      attempts: [{ status: 200 }, { status: 200 }],
    });
    const ids = receiver.messagesTo(pathname).map(({ headers }) => headers['webhook-id']);
    expect(ids).toEqual([delivery!.id, delivery!.id]);
  });

  test('gives one that was given up one more attempt', async () => {
    const [delivery] = await listDeliveries(system.url, '?status=failed');
    await replay(delivery!);
    expect(await ended(delivery!, 2)).toMatchObject({
      status: 'failed',
      attempts: [{ status: 410 }, { status: 410 }],
    });
  });

  test('remembers the last 50 attempts', async () => {
    const [delivery] = await listDeliveries(system.url, '?status=delivered');
    const attempts = JSON.stringify(
      Array.from({ length: 50 }, (_, i) => ({ at: 'x', status: i, error: null, body: '', durationMs: 1 })),
    );
    await system.sql`update webhook_deliveries set attempts = ${attempts}::text::jsonb where id = ${delivery!.id}`;
    await replay(delivery!);
    const after = await ended(delivery!, 50);
    expect([after.attempts[0]?.status, after.attempts.at(-1)?.status]).toEqual([1, 200]);
  });
});

test('deliveries of others are neither shown nor replayed', async () => {
  const [delivery] = await listDeliveries(system.url, '?status=delivered');
  await system.sql`update webhook_deliveries set owner = 'somebody else' where id = ${delivery!.id}`;
  try {
    const { self, replay } = delivery!.links;
    await expectProblem(await fetch(system.url + self), { status: 404, code: 'not-found' });
    await expectProblem(await fetch(system.url + replay, { method: 'POST' }), {
      status: 404,
      code: 'not-found',
    });
    expect((await listDeliveries(system.url)).map(({ id }) => id)).not.toContain(delivery!.id);
    expect(await listDeliveries(system.url, `?job=${delivery!.job}`)).toEqual([]);
  } finally {
    await system.sql`update webhook_deliveries set owner = 'local' where id = ${delivery!.id}`;
  }
});

describe('the secret', () => {
  test('is made once, and read by nobody else’s webhooks', async () => {
    const [a, b] = await Promise.all([getSecret(system.url), getSecret(system.url)]);
    expect(a).toEqual(b);
    expect(a.previousUntil).toBeNull();
    expect(Buffer.from(a.secret.replace(/^whsec_/, ''), 'base64')).toHaveLength(32);
  });

  test('signs for a day more after it was rotated, and then no longer', async () => {
    const first = await getSecret(system.url);
    const second = await getSecret(system.url, 'rotate');
    expect(second.secret).not.toBe(first.secret);
    expect(await getSecret(system.url)).toEqual(second);
    const leftMs = Date.parse(second.previousUntil!) - Date.now();
    expect(Math.abs(leftMs - 86_400_000)).toBeLessThan(60_000);

    await submitTo('/rotated');
    await expect.poll(() => receiver.messagesTo('/rotated').length, WAIT).toBe(1);
    const [both] = receiver.messagesTo('/rotated');
    const signatures = [second, first].map(({ secret }) => signatureOf(both!, secret));
    expect(both!.headers['webhook-signature']).toBe(signatures.join(' '));

    await system.sql`update webhook_secrets set rotated_at = now() - interval '24 hours 1 second'`;
    expect(await getSecret(system.url)).toEqual({ secret: second.secret, previousUntil: null });
    await submitTo('/a-day-later');
    await expect.poll(() => receiver.messagesTo('/a-day-later').length, WAIT).toBe(1);
    const [one] = receiver.messagesTo('/a-day-later');
    expect(one!.headers['webhook-signature']).toBe(signatureOf(one!, second.secret));
  });

  test('is an owner’s own', async () => {
    await system.sql`insert into webhook_secrets (owner, secret) values ('somebody else', 'whsec_AAAA')`;
    expect((await getSecret(system.url)).secret).not.toBe('whsec_AAAA');
    await getSecret(system.url, 'rotate');
    const [other] =
      await system.sql`select secret, previous_secret from webhook_secrets where owner = 'somebody else'`;
    expect(other).toEqual({ secret: 'whsec_AAAA', previousSecret: null });
  });
});

test('the OpenAPI document tells of the routes and of the message', async () => {
  const document = (await (await fetch(`${system.url}/openapi.json`)).json()) as {
    paths: Record<string, unknown>;
    webhooks: Record<string, unknown>;
    components: { schemas: Record<string, unknown> };
  };
  expect(Object.keys(document.paths)).toEqual(
    expect.arrayContaining([
      '/v1/webhook-deliveries',
      '/v1/webhook-deliveries/{id}',
      '/v1/webhook-deliveries/{id}/replay',
      '/v1/webhook-secret',
      '/v1/webhook-secret/rotate',
    ]),
  );
  expect(Object.keys(document.webhooks)).toEqual(['job.ended']);
  expect(Object.keys(document.components.schemas)).toEqual(
    expect.arrayContaining(['WebhookDelivery', 'WebhookMessage', 'WebhookSecret']),
  );
});
