import { randomUUID } from 'node:crypto';
import { readdirSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Job } from '../../shared/domain/job.ts';
import { blobFiles } from '../support/blob-files.ts';
import { SEVEN, submit, waitForEnd } from '../support/client.ts';
import { noise } from '../support/pictures.ts';
import { expectProblem } from '../support/problems.ts';
import { availableBackends } from '../support/servers.ts';
import { type System, startSystem } from '../support/system.ts';

describe.each(availableBackends())('an Idempotency-Key on %s', (backend) => {
  let system: System;
  beforeAll(async () => {
    system = await startSystem(backend);
  });
  afterAll(() => system.stop());

  const withKey = (key: string, options: Parameters<typeof submit>[1] = {}) =>
    submit(system.url, { ...options, headers: { ...options.headers, 'Idempotency-Key': key } });

  async function rowsOf(key: string): Promise<number> {
    const rows = await system.sql`select id from jobs where idempotency_key = ${key}`;
    return rows.length;
  }

  test('makes the same request the same job, as it stands by now', async () => {
    const key = randomUUID();
    const first = await withKey(key, { fields: { params: '{"topK":2}', metadata: '{"a":"1","b":"2"}' } });
    expect([first.status, first.headers.get('idempotent-replayed')]).toEqual([202, null]);
    const { id } = (await first.json()) as Job;
    await waitForEnd(system.url, id);

    const again = await withKey(key, { fields: { params: '{"topK":2}', metadata: '{"b":"2","a":"1"}' } });
    expect([again.status, again.headers.get('idempotent-replayed')]).toEqual([202, 'true']);
    expect(again.headers.get('location')).toBe(`/v1/jobs/${id}`);
    expect(await again.json()).toMatchObject({ id, status: 'succeeded' });
    expect(await rowsOf(key)).toBe(1);
  });

  test('is the same key with quotes and without', async () => {
    const key = randomUUID();
    const { id } = (await (await withKey(key)).json()) as Job;
    expect(await (await withKey(`"${key}"`)).json()).toMatchObject({ id });
  });

  test('waits for the end of a replayed job as well', async () => {
    const key = randomUUID();
    await withKey(key);
    const again = await withKey(key, { headers: { Prefer: 'wait=20' } });
    expect([again.status, again.headers.get('idempotent-replayed')]).toEqual([200, 'true']);
    expect(await again.json()).toMatchObject({ status: 'succeeded' });
  });

  test.each([
    ['another file', { file: Buffer.concat([SEVEN, Buffer.from('\0')]) }],
    ['another priority', { fields: { priority: '1' } }],
    ['other parameters', { fields: { params: '{"topK":1}' } }],
    ['other metadata', { fields: { metadata: '{"a":"1"}' } }],
    ['a deadline', { fields: { deadlineMs: '60000' } }],
    ['a webhook', { fields: { webhook: '{"url":"https://a.example/"}' } }],
  ])('is refused for another request: %s', async (_title, other) => {
    const key = randomUUID();
    expect((await withKey(key)).status).toBe(202);
    await expectProblem(await withKey(key, other), { status: 422, code: 'idempotency-mismatch' });
    expect(await rowsOf(key)).toBe(1);
  });

  test('is not used up by a request that was refused', async () => {
    const key = randomUUID();
    const refused = await withKey(key, { fields: { priority: '10' } });
    await expectProblem(refused, { status: 422, code: 'invalid-request' });
    const accepted = await withKey(key);
    expect([accepted.status, accepted.headers.get('idempotent-replayed')]).toEqual([202, null]);
  });

  test('is free again when its job was deleted', async () => {
    const key = randomUUID();
    const { id } = (await (await withKey(key)).json()) as Job;
    expect((await fetch(`${system.url}/v1/jobs/${id}`, { method: 'DELETE' })).status).toBe(204);
    const again = await withKey(key);
    expect(again.headers.get('idempotent-replayed')).toBeNull();
    expect(((await again.json()) as Job).id).not.toBe(id);
  });

  test('makes one job of 30 requests at once', async () => {
    const key = randomUUID();
    const responses = await Promise.all(Array.from({ length: 30 }, () => withKey(key)));
    expect(responses.map((r) => r.status)).toEqual(Array.from({ length: 30 }, () => 202));
    const ids = await Promise.all(responses.map(async (r) => ((await r.json()) as Job).id));
    expect(new Set(ids).size).toBe(1);
    expect(responses.filter((r) => r.headers.get('idempotent-replayed') === null)).toHaveLength(1);
    expect(await rowsOf(key)).toBe(1);
  });

  test('leaves one blob of a large upload, however often it is sent', async () => {
    const key = randomUUID();
    const file = await noise(300).png().toBuffer();
    expect(file.length).toBeGreaterThan(16_384);
    const responses = await Promise.all(Array.from({ length: 5 }, () => withKey(key, { file })));
    const [id, ...others] = await Promise.all(responses.map(async (r) => ((await r.json()) as Job).id));
    expect(others).toEqual([id, id, id, id]);
    expect(((await (await withKey(key, { file })).json()) as Job).id).toBe(id);

    const blobs = path.join(system.dataDir, 'blobs');
    expect(readdirSync(blobs).flatMap((bucket) => readdirSync(path.join(blobs, bucket)))).toEqual([id]);
    expect(blobFiles(system.dataDir)).toEqual([path.join(blobs, id!.slice(0, 7), id!, 'input')]);
  });
});
