import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { deleteCollection } from '../../shared/collections/delete-collection.ts';
import type { Collection } from '../../shared/domain/collection.ts';
import type { Job } from '../../shared/domain/job.ts';
import { getJob, submit, submitJob, waitForEnd } from '../support/client.ts';
import { noise } from '../support/pictures.ts';
import { expectProblem, NOTHING, storedThings } from '../support/problems.ts';
import { availableBackends } from '../support/servers.ts';
import { type System, startSystem } from '../support/system.ts';

const SYNC = { Prefer: 'wait=20' };

describe.each(availableBackends())('collections on %s', (backend) => {
  let system: System;
  beforeAll(async () => {
    system = await startSystem(backend);
  });
  afterAll(() => system.stop());

  const send = (method: string, path: string, body?: object) =>
    fetch(`${system.url}${path}`, {
      method,
      ...(body && { headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body) }),
    });
  const make = async (name: string) => {
    const response = await send('POST', '/v1/collections', { name });
    expect(response.status).toBe(201);
    return (await response.json()) as Collection;
  };
  const look = async ({ links }: Collection) => (await (await send('GET', links.self)).json()) as Collection;
  const jobsIn = async ({ links }: Collection) =>
    ((await (await send('GET', links.jobs)).json()) as { jobs: Job[] }).jobs.map(({ id }) => id);

  test('are made, listed newest first page by page, found by name, and renamed', async () => {
    const made = [await make('one'), await make('  two '), await make('drei ü 🌱')];
    expect(made.map(({ name }) => name)).toEqual(['one', 'two', 'drei ü 🌱']);
    expect(made[0]).toMatchObject({ counts: { jobs: 0, inputs: 0, verified: 0 } });
    const seen: string[] = [];
    for (let cursor: string | null = ''; cursor !== null; ) {
      const page = (await (
        await send('GET', `/v1/collections?limit=2${cursor && `&cursor=${cursor}`}`)
      ).json()) as { collections: Collection[]; nextCursor: string | null };
      seen.push(...page.collections.map(({ id }) => id));
      cursor = page.nextCursor;
    }
    expect(seen).toEqual(made.map(({ id }) => id).reverse());
    const named = await send('GET', `/v1/collections?name=${encodeURIComponent('drei ü 🌱')}`);
    expect(await named.json()).toEqual({ collections: [made[2]], nextCursor: null });

    const renamed = await send('PATCH', made[0]!.links.self, { name: 'first' });
    expect(await renamed.json()).toEqual({ ...made[0], name: 'first' });
    const taken = { status: 409, code: 'collection-exists' };
    await expectProblem(await send('PATCH', made[0]!.links.self, { name: 'two' }), taken);
    await expectProblem(await send('POST', '/v1/collections', { name: 'first' }), taken);
    expect((await send('PATCH', made[0]!.links.self, { name: 'first' })).status).toBe(200);
    for (const { links } of made) expect((await send('DELETE', links.self)).status).toBe(204);
  });

  test.each([
    [{}, 'invalid-request'],
    [{ name: '' }, 'invalid-request'],
    [{ name: '   ' }, 'invalid-request'],
    [{ name: 'a\u0000b' }, 'invalid-request'],
    [{ name: 'a\nb' }, 'invalid-request'],
    [{ name: 'x'.repeat(201) }, 'invalid-request'],
    [{ name: 'a', colour: 'red' }, 'invalid-request'],
  ])('refuse to be called %j', async (body, code) => {
    await expectProblem(await send('POST', '/v1/collections', body), { status: 422, code });
  });

  test('hold the jobs that are submitted or moved into them, and count jobs and different inputs', async () => {
    const [from, to] = [await make('from'), await make('to')];
    const inForm = { headers: SYNC, fields: { collection: from.id } };
    const a = await submitJob(system.url, inForm);
    const b = await submitJob(system.url, { ...inForm, fields: { collection: from.id.toUpperCase() } });
    const c = await submitJob(system.url, { ...inForm, file: await noise(40).png().toBuffer() });
    expect([a, b, c].map(({ collection }) => collection)).toEqual([from.id, from.id, from.id]);
    expect((await look(from)).counts).toEqual({ jobs: 3, inputs: 2, verified: 0 });
    expect(await jobsIn(from)).toEqual([c.id, b.id, a.id]);

    const etagOf = async (id: string) =>
      (await fetch(`${system.url}/v1/jobs/${id}`)).headers.get('etag') ?? '';
    const before = await etagOf(a.id);
    const moved = await send('PATCH', a.links.self, { collection: to.id });
    expect(await moved.json()).toEqual({ ...a, collection: to.id });
    expect(await etagOf(a.id)).toBe(moved.headers.get('etag'));
    expect(await etagOf(a.id)).not.toBe(before);
    await send('PATCH', a.links.self, { collection: to.id });
    expect(await etagOf(a.id)).toBe(moved.headers.get('etag'));

    const many = await send('PATCH', '/v1/jobs', { jobs: [a.id, b.id, b.id], collection: to.id });
    expect(await many.json()).toEqual({ moved: 2, collection: to.id });
    expect((await look(from)).counts).toEqual({ jobs: 1, inputs: 1, verified: 0 });
    expect((await look(to)).counts).toEqual({ jobs: 2, inputs: 1, verified: 0 });
    const missing = await send('PATCH', '/v1/jobs', { jobs: [c.id, a.id, from.id], collection: null });
    await expectProblem(missing, { status: 404, code: 'not-found', says: /none was moved/ });
    expect(await jobsIn(from)).toEqual([c.id]);
    for (const { links } of [from, to]) await send('DELETE', links.self);
  });

  test('refuse jobs when they are not there, and leave nothing of them', async () => {
    const gone = await make('gone');
    await send('DELETE', gone.links.self);
    const before = await storedThings(system);
    for (const collection of [gone.id, randomUUID()])
      await expectProblem(await submit(system.url, { fields: { collection } }), {
        status: 422,
        code: 'unknown-collection',
      });
    await expectProblem(await submit(system.url, { fields: { collection: 'holiday' } }), {
      status: 422,
      code: 'invalid-request',
    });
    expect(await storedThings(system)).toEqual(before);
  });

  test('an Idempotency-Key is for one collection, and replays also when that was deleted', async () => {
    const made = await make('idempotent');
    const headers = { 'Idempotency-Key': `k-${backend}` };
    const first = await submitJob(system.url, { headers, fields: { collection: made.id } });
    await expectProblem(await submit(system.url, { headers }), { status: 422, code: 'idempotency-mismatch' });
    expect((await send('DELETE', `${made.links.self}?jobs=keep`)).status).toBe(204);
    const again = await submitJob(system.url, { headers, fields: { collection: made.id } });
    expect([again.id, again.collection]).toEqual([first.id, null]);
  });

  test('keep their jobs past their retention; a job that leaves has a whole one before it', async () => {
    const made = await make('kept');
    const kept = await submitJob(system.url, { headers: SYNC, fields: { collection: made.id } });
    expect(kept.expiresAt).toBeNull();
    const expiring = await submitJob(system.url, { headers: SYNC });
    await system.sql`update jobs set expires_at = now() - interval '1 day' where id in (${kept.id}, ${expiring.id})`;
    await expect
      .poll(async () => (await fetch(`${system.url}/v1/jobs/${expiring.id}`)).status, { timeout: 10_000 })
      .toBe(404);
    const left = (await (await send('PATCH', kept.links.self, { collection: null })).json()) as Job;
    const hours = (Date.parse(left.expiresAt!) - Date.now()) / 3_600_000;
    expect(Math.abs(hours - 168)).toBeLessThan(0.1);
    await send('DELETE', made.links.self);
  });

  test('are deleted with their jobs, or alone; what is in no collection, or in another, stays', async () => {
    const [one, other] = [await make('to go'), await make('to stay')];
    const large = await noise(200).png().toBuffer();
    const submitTo = (collection?: Collection) =>
      submitJob(system.url, {
        headers: SYNC,
        file: large,
        fields: collection ? { collection: collection.id } : {},
      });
    const [gone, stays, free] = [await submitTo(one), await submitTo(other), await submitTo()];
    const before = await storedThings(system);
    expect((await send('DELETE', one.links.self)).status).toBe(204);
    await expectProblem(await send('GET', gone.links.self), { status: 404, code: 'not-found' });
    for (const { links } of [stays, free])
      expect(new Uint8Array(await (await send('GET', links.input)).arrayBuffer())).toEqual(
        new Uint8Array(large),
      );
    expect((await storedThings(system)).blobs).toEqual(
      before.blobs.filter((file) => !file.includes(gone.id)),
    );

    expect((await send('DELETE', `${other.links.self}?jobs=keep`)).status).toBe(204);
    expect(await getJob(system.url, stays.id)).toMatchObject({
      collection: null,
      expiresAt: expect.any(String),
    });
    const nothing = { status: 404, code: 'not-found' };
    for (const { links } of [one, other]) {
      await expectProblem(await send('GET', links.self), nothing);
      await expectProblem(await send('DELETE', links.self), nothing);
    }
  });

  test('whose deletion was cut off is carried out by the sweeper, whatever becomes of their jobs meanwhile', async () => {
    const made = await make('cut off');
    const jobs = await Promise.all(
      Array.from({ length: 5 }, () => submitJob(system.url, { fields: { collection: made.id } })),
    );
    await waitForEnd(system.url, jobs[0]!.id);
    // What the api does first; then it dies.
    await deleteCollection(system.sql, { id: made.id, owner: 'local', kind: 'collection' });
    const left = async () =>
      (await system.sql`select 1 from jobs where collection_id = ${made.id}`).length +
      (await system.sql`select 1 from removals`).length;
    await expect.poll(left, { timeout: 10_000 }).toBe(0);
  });

  test('leave nothing at all when everything is deleted', async () => {
    const made = await make('everything');
    const { jobs } = (await (await send('GET', '/v1/jobs?limit=200')).json()) as { jobs: Job[] };
    await send('PATCH', '/v1/jobs', { jobs: jobs.map(({ id }) => id), collection: made.id });
    expect((await send('DELETE', made.links.self)).status).toBe(204);
    expect(await storedThings(system)).toEqual(NOTHING);
    expect((await system.sql`select 1 from collections`).length).toBe(0);
  });
});
