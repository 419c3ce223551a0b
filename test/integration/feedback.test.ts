import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Feedback, StoredFeedback } from '../../shared/domain/feedback/feedback.ts';
import type { Job } from '../../shared/domain/job.ts';
import { submitJob } from '../support/client.ts';
import { keyOf } from '../support/keys.ts';
import { expectProblem, NOTHING, storedThings } from '../support/problems.ts';
import { availableBackends } from '../support/servers.ts';
import { type System, startSystem } from '../support/system.ts';

type Headers = Record<string, string>;
type Judged = { judged: number; correct: number; accuracy: number | null; confusion: object[] };

describe.each(availableBackends())('feedback on %s', (backend) => {
  let system: System;
  let ann: Headers;
  let bob: Headers;
  beforeAll(async () => {
    system = await startSystem(backend, { AUTH: 'keys' });
    ann = await keyOf(system, 'ann');
    bob = await keyOf(system, 'bob');
  });
  afterAll(() => system.stop());

  const call = (method: string, path: string, headers: Headers, body?: object) =>
    fetch(`${system.url}${path}`, {
      method,
      headers: { ...headers, ...(body && { 'Content-Type': 'application/json' }) },
      ...(body && { body: JSON.stringify(body) }),
    });
  const read = async <T>(path: string, headers = ann) =>
    (await (await call('GET', path, headers)).json()) as T;
  const judge = (job: Job, body: object, headers = ann) =>
    call('PUT', `${job.links.self}/feedback`, headers, body);
  const seven = (headers = ann, fields = {}) =>
    submitJob(system.url, { headers: { ...headers, Prefer: 'wait=20' }, fields });
  const digits = async (headers: Headers) =>
    (await read<{ feedback: Judged }>('/v1/models/digits', headers)).feedback;

  test('is what was said, by whom and when; the result stays as it is', async () => {
    const job = await seven();
    expect(job).toMatchObject({ feedback: null, verified: false });
    await expectProblem(await call('GET', `${job.links.self}/feedback`, ann), {
      status: 404,
      code: 'not-found',
    });
    const before = (await call('GET', job.links.self, ann)).headers.get('etag');
    const put = await judge(job, { label: '1', comment: 'a one with a hat' });
    expect(put.status).toBe(200);
    const said = (await put.json()) as StoredFeedback;
    expect(said).toMatchObject({
      judgement: { label: '1', comment: 'a one with a hat' },
      verified: true,
      by: { kind: 'key', name: 'of a test' },
    });
    expect(Math.abs(Date.parse(said.at) - Date.now())).toBeLessThan(60_000);

    const looked = await call('GET', job.links.self, ann);
    expect(looked.headers.get('etag')).toBe(put.headers.get('etag'));
    expect(put.headers.get('etag')).not.toBe(before);
    const { judgement, by, at, verified } = said;
    const feedback: Feedback = { judgement, by, at, verified };
    expect(await looked.json()).toEqual({ ...job, feedback, verified: true, expiresAt: null });
  });

  test('lists find a job by its best label, by those of its objects, and by what was said', async () => {
    const [answered, judged, found] = await Promise.all([seven(), seven(), seven()]);
    await judge(judged, { label: 'Nine_100%' });
    const result = {
      width: 9,
      height: 9,
      objects: [
        { box: [0, 0, 1, 1], label: 'face', score: 1, labels: [{ label: 'Happy', score: 1 }] },
        { box: [0, 0, 1, 1], label: 'hat', score: 1 },
      ],
    };
    await system.sql`update jobs set result = ${JSON.stringify(result)}::text::jsonb where id = ${found.id}`;
    const of = async (label: string, headers = ann) => {
      const { jobs } = await read<{ jobs: Job[] }>(`/v1/jobs?label=${encodeURIComponent(label)}`, headers);
      return new Set(jobs.map(({ id }) => id));
    };
    expect(await of('7')).toContain(answered.id);
    expect(await of('7')).not.toContain(found.id);
    expect(await of('nine_1')).toEqual(new Set([judged.id]));
    expect(await of('nine%')).toEqual(new Set());
    expect(await of('HAP')).toEqual(new Set([found.id]));
    expect(await of('hat')).toEqual(new Set([found.id]));
    // It was classified, and that counts.
    expect(await of('face')).toEqual(new Set());
    expect(await of('hat', bob)).toEqual(new Set());
    await expectProblem(await call('GET', '/v1/jobs?label=', ann), { status: 422, code: 'invalid-request' });
  });

  test('replaces what was said before and remembers who said it; the same again changes nothing', async () => {
    const job = await seven();
    const other = await keyOf(system, 'ann');
    const first = await judge(job, { label: '1' });
    expect(await (await judge(job, { label: '1' })).json()).toEqual(await first.clone().json());
    const second = (await (await judge(job, { correct: true }, other)).json()) as StoredFeedback;
    expect(second.judgement).toEqual({ correct: true });
    expect(second.history.map(({ by }) => by.id)).toEqual([
      ((await first.json()) as StoredFeedback).by.id,
      second.by.id,
    ]);
    expect(second.history.at(-1)).toEqual({ by: second.by, at: second.at, verified: true });
    expect(await read(`${job.links.self}/feedback`)).toEqual(second);

    for (const label of Array.from({ length: 60 }, (_, i) => `label ${i}`)) await judge(job, { label });
    expect((await read<StoredFeedback>(`${job.links.self}/feedback`)).history).toHaveLength(50);
  });

  test('does not overwrite what somebody else has said since, where it says what it is about', async () => {
    const job = await seven();
    const etag = (await call('GET', job.links.self, ann)).headers.get('etag')!;
    const first = await judge(job, { label: '1' }, { ...ann, 'If-Match': etag });
    expect(first.status).toBe(200);
    const late = await judge(job, { label: '2' }, { ...ann, 'If-Match': etag });
    await expectProblem(late, { status: 412, code: 'changed-meanwhile' });
    const next = { ...ann, 'If-Match': first.headers.get('etag')! };
    // Of those who come at once, one is first.
    const both = await Promise.all(['3', '4'].map((label) => judge(job, { label }, next)));
    expect(both.map(({ status }) => status).sort()).toEqual([200, 412]);
    expect((await judge(job, { label: '5' }, { ...ann, 'If-Match': '*' })).status).toBe(200);
    const same = await Promise.all([1, 2, 3].map(() => judge(job, { label: '6' })));
    expect(same.map(({ status }) => status)).toEqual([200, 200, 200]);
  });

  test('can be asked for: which jobs are verified, and which are not', async () => {
    const dora = await keyOf(system, 'dora');
    const [a, b] = [await seven(dora), await seven(dora)];
    await judge(a, { correct: true }, dora);
    const ids = async (verified: string) =>
      (await read<{ jobs: Job[] }>(`/v1/jobs?verified=${verified}`, dora)).jobs.map(({ id }) => id);
    expect([await ids('true'), await ids('false')]).toEqual([[a.id], [b.id]]);
    await expectProblem(await call('GET', '/v1/jobs?verified=1', dora), {
      status: 422,
      code: 'invalid-request',
    });
  });

  test('is taken back, and the job then expires like any other', async () => {
    const job = await seven();
    await judge(job, { correct: true });
    await system.sql`update jobs set expires_at = now() - interval '1 day' where id = ${job.id}`;
    // Two passes of the sweeper, which must leave it.
    const other = await seven();
    await system.sql`update jobs set expires_at = now() where id = ${other.id}`;
    await expect
      .poll(async () => (await call('GET', other.links.self, ann)).status, { timeout: 10_000 })
      .toBe(404);
    for (const _ of [1, 2])
      expect((await call('DELETE', `${job.links.self}/feedback`, ann)).status).toBe(204);
    const after = await read<Job>(job.links.self);
    expect(after).toMatchObject({ feedback: null, verified: false });
    expect(Date.parse(after.expiresAt!)).toBeGreaterThan(Date.now() + 160 * 3_600_000);
  });

  test('of objects is held against the picture and the objects found', async () => {
    const job = await seven();
    const objects = [
      { box: [1, 1, 5, 5], label: 'oat', score: 0.9 },
      { box: [6, 6, 9, 9], label: 'rye', score: 0.8 },
    ];
    await system.sql`
      update jobs set result = ${JSON.stringify({ width: 20, height: 10, objects })}::text::jsonb where id = ${job.id}`;
    const judgement = { objects: [{ action: 'add', box: [10, 0, 20, 10], label: 'a new seed' }] };
    expect(await (await judge(job, judgement)).json()).toMatchObject({ judgement, verified: false });
    expect(await read(job.links.self)).toMatchObject({ verified: false, result: { objects } });
    const all = [
      { action: 'confirm', object: 0 },
      { action: 'delete', object: 1 },
    ];
    const whole = { objects: [...judgement.objects, ...all] };
    expect(await (await judge(job, whole)).json()).toMatchObject({ verified: true });
    const outside = { objects: [{ action: 'move', object: 0, box: [0, 0, 21, 5] }] };
    await expectProblem(await judge(job, outside), {
      status: 422,
      code: 'invalid-feedback',
      says: /20 × 10/,
    });
    expect(await read(job.links.self)).toMatchObject({ verified: true });
  });

  test.each([
    [{ correct: false }, 'invalid-request'],
    [{ label: '' }, 'invalid-request'],
    [{ label: 'a\u0000' }, 'invalid-request'],
    [{ label: 7 }, 'invalid-request'],
    [{ lable: '7' }, 'invalid-request'],
    [{ objects: [{ action: 'eat', object: 0 }] }, 'invalid-request'],
    [{ objects: [{ action: 'add', box: [0, 0, 1], label: 'x' }] }, 'invalid-request'],
    [{ label: '7', correct: true }, 'invalid-feedback'],
    [{ comment: 'nice' }, 'invalid-feedback'],
  ])('%j is refused', async (body, code) => {
    const job = await seven();
    await expectProblem(await judge(job, body), { status: 422, code });
    expect(await read(job.links.self)).toMatchObject({ feedback: null });
  });

  test('needs a result', async () => {
    const [job] = await system.sql<{ id: string }[]>`
      update jobs set status = 'canceled', result = null where id = ${(await seven()).id} returning id`;
    const canceled = await read<Job>(`/v1/jobs/${job!.id}`);
    await expectProblem(await judge(canceled, { correct: true }), { status: 409, code: 'job-not-succeeded' });
  });

  test('gives a model its accuracy and confusion, of the caller’s own feedback alone', async () => {
    const carl = await keyOf(system, 'carl');
    expect(await digits(carl)).toEqual({ judged: 0, correct: 0, accuracy: null, confusion: [] });
    for (const label of ['7', '7', '1', '7']) await judge(await seven(carl), { label }, carl);
    const wrong = await seven(bob);
    await judge(wrong, { label: '4' }, bob);
    expect(await digits(carl)).toEqual({
      judged: 4,
      correct: 3,
      accuracy: 0.75,
      confusion: [
        { predicted: '7', actual: '7', count: 3 },
        { predicted: '7', actual: '1', count: 1 },
      ],
    });
    await call('DELETE', wrong.links.self, bob);
    expect(await digits(bob)).toMatchObject({ judged: 0, accuracy: null });
  });

  test('keeps a collection from being deleted by accident, and goes with it by force', async () => {
    const made = await call('POST', '/v1/collections', ann, { name: 'verified' });
    const { id } = (await made.json()) as { id: string };
    const job = await seven(ann, { collection: id });
    await judge(job, { correct: true });
    const path = `/v1/collections/${id}`;
    expect(await read(path)).toMatchObject({ counts: { jobs: 1, verified: 1 } });
    await expectProblem(await call('DELETE', path, ann), {
      status: 409,
      code: 'holds-verified',
      says: /1 jobs/,
    });
    expect((await call('DELETE', `${path}?force=true`, ann)).status).toBe(204);
    expect((await call('GET', job.links.self, ann)).status).toBe(404);
  });

  test('leaves nothing when its jobs are deleted', async () => {
    for (const headers of [ann, bob, await keyOf(system, 'carl'), await keyOf(system, 'dora')])
      for (const { links } of (await read<{ jobs: Job[] }>('/v1/jobs?limit=200', headers)).jobs)
        await call('DELETE', links.self, headers);
    expect(await storedThings(system)).toEqual(NOTHING);
  });
});
