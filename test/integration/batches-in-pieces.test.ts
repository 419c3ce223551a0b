import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Batch } from '../../shared/domain/batch.ts';
import { rankOf } from '../../shared/domain/rank.ts';
import { follow, made, type Named, read, results, send, TEXT } from '../support/batches.ts';
import { SEVEN } from '../support/client.ts';
import { expectProblem, NOTHING, storedThings } from '../support/problems.ts';
import { createSystem, type System } from '../support/system.ts';
import { zipOf } from '../support/zips.ts';

describe('a batch whose jobs nobody runs', () => {
  let system: System;
  beforeAll(async () => {
    system = await createSystem('postgres', { MAX_QUEUED_PER_MODEL: '40' });
    await system.start('api');
  });
  afterAll(() => system.stop());
  const sevens = (count: number) => Array.from({ length: count }, (_, i): Named => [`${i}.png`, SEVEN]);

  test('is let in whole or not at all, and says when to try again', async () => {
    const tooMany = { status: 413, code: 'too-many-files' };
    await expectProblem(await send(system, sevens(41)), tooMany);
    const first = await made(send(system, sevens(25)));
    const before = await storedThings(system);
    await expectProblem(await send(system, sevens(16)), {
      status: 429,
      code: 'queue-full',
      headers: { 'retry-after': /^\d+$/ },
    });
    expect(await storedThings(system)).toEqual(before);
    expect((await system.sql`select 1 from batches`).length).toBe(1);
    const second = await made(send(system, sevens(15)));
    expect((await fetch(`${system.url}${first.links.self}`, { method: 'DELETE' })).status).toBe(204);
    expect((await fetch(`${system.url}${second.links.self}`, { method: 'DELETE' })).status).toBe(204);
    // What the api has counted since its last look at the queue is gone with the next.
    await expect.poll(async () => (await send(system, sevens(1))).status, { timeout: 10_000 }).toBe(202);
  });

  test('is canceled with every job that has not ended, again and again', async () => {
    const batch = await made(send(system, sevens(5)));
    for (const _ of [1, 2]) {
      const response = await fetch(system.url + batch.links.cancel, { method: 'POST' });
      expect(response.status).toBe(200);
      expect(await response.json()).toMatchObject({ status: 'done', counts: { canceled: 5, queued: 0 } });
    }
    expect(new Set((await results(system, batch)).map(({ status }) => status))).toEqual(
      new Set(['canceled']),
    );
  });

  test('is replayed by its Idempotency-Key, and completed where the api has died meanwhile', async () => {
    const headers = { 'Idempotency-Key': 'once' };
    const fields = { priority: '2' };
    const files: Named[] = [...sevens(6), ['x.txt', TEXT]];
    const first = await send(system, files, { headers, fields });
    const batch = await made(Promise.resolve(first));
    const again = await send(system, files, { headers, fields });
    expect(again.headers.get('idempotent-replayed')).toBe('true');
    expect(await made(Promise.resolve(again))).toEqual(batch);
    const mismatch = { status: 422, code: 'idempotency-mismatch' };
    await expectProblem(await send(system, sevens(6), { headers, fields }), mismatch);
    await expectProblem(await send(system, files, { headers }), mismatch);

    // As it stands when the api has died after two of the files.
    await system.sql`
      with lost as (
        delete from jobs where batch_id = ${batch.id} and batch_position in (0, 3, 4, 5) returning id
      )
      delete from job_inputs where job_id in (select id from lost)`;
    await system.sql`delete from batch_refusals`;
    await system.sql`update batches set state = 'receiving', accepted = null where id = ${batch.id}`;
    expect(await read<Batch>(system, batch.links.self)).toMatchObject({
      status: 'receiving',
      files: 7,
      counts: { queued: 2, refused: 0 },
    });
    await expectProblem(await send(system, files, { headers, fields }), {
      status: 409,
      code: 'batch-receiving',
    });
    await system.sql`update batches set touched_at = now() - interval '1 minute' where id = ${batch.id}`;
    const completed = await made(send(system, files, { headers, fields }));
    expect(completed).toMatchObject({ id: batch.id, interrupted: false, counts: { queued: 6, refused: 1 } });
    expect((await results(system, batch)).map(({ position }) => position)).toEqual([0, 1, 2, 3, 4, 5, 6]);
    const ranks = await system.sql`select distinct rank from jobs where batch_id = ${batch.id}`;
    expect(ranks).toEqual([{ rank: rankOf(2, 0) }]);
  });

  test.each([
    [
      'no picture among them',
      [
        ['a.txt', TEXT],
        ['b.txt', TEXT],
      ] as Named[],
      {},
      422,
      'no-file-accepted',
    ],
    ['no file', [] as Named[], {}, 422, 'missing-field'],
    ['an unknown model', sevens(1), { model: 'nobody' }, 422, 'unknown-model'],
    ['bad parameters', sevens(1), { params: '{"topK":-1}' }, 422, 'invalid-params'],
    ['an unknown option', sevens(1), { colour: 'red' }, 422, 'unknown-field'],
    [
      'an unknown collection',
      sevens(1),
      { collection: 'cb09dbd4-3f31-4b4c-9d9f-0d4b4dbb5a6a' },
      422,
      'unknown-collection',
    ],
    [
      'a webhook to the inside',
      sevens(1),
      { webhook: '{"url":"https://127.0.0.1/"}' },
      422,
      'url-not-allowed',
    ],
  ] as const)('is refused before anything is stored: %s', async (_, files, fields, status, code) => {
    const leftovers = async () =>
      (
        await system.sql`select 1 from batches union all select 1 from removals union all select 1 from batch_refusals`
      ).length;
    const leftBefore = await leftovers();
    const before = await storedThings(system);
    await expectProblem(await send(system, files, { fields }), { status, code });
    expect(await storedThings(system)).toEqual(before);
    expect(await leftovers()).toBe(leftBefore);
  });

  test('leaves nothing when it is deleted', async () => {
    const { batches } = await read<{ batches: Batch[] }>(system, '/v1/batches?limit=200');
    for (const { links } of batches) await fetch(system.url + links.self, { method: 'DELETE' });
    expect(await storedThings(system)).toEqual(NOTHING);
  });
});

test('a batch whose api is killed in the middle says what it holds, and a repeat completes it', async () => {
  const system = await createSystem('postgres', { LOG_LEVEL: 'warn' });
  try {
    const [api] = await Promise.all([system.start('api'), system.start('worker')]);
    const zip = await zipOf(Array.from({ length: 1500 }, (_, i) => ({ name: `${i}.png`, bytes: SEVEN })));
    const submit = () =>
      fetch(`${system.url}/v1/batches?model=digits`, {
        method: 'POST',
        headers: { 'Content-Type': 'application/zip', 'Idempotency-Key': 'killed' },
        body: new Uint8Array(zip),
      });
    const cut = submit().catch(() => undefined);
    const count = async () => (await system.sql`select 1 from jobs`).length;
    await expect.poll(count, { timeout: 10_000, interval: 5 }).toBeGreaterThan(100);
    api.kill('SIGKILL');
    expect(await cut).toBeUndefined();
    await system.start('api');
    const held = await count();
    expect(held).toBeLessThan(1500);
    await system.sql`update batches set touched_at = now() - interval '1 minute'`;
    const interrupted = async () =>
      (await read<{ batches: Batch[] }>(system, '/v1/batches')).batches[0]!.interrupted;
    await expect.poll(interrupted, { timeout: 10_000 }).toBe(true);
    const batch = await made(submit());
    const { events } = await follow(system, batch);
    expect(events.at(-1)?.batch).toMatchObject({ interrupted: false, counts: { succeeded: 1500 } });
    const all = await results(system, batch);
    expect(all.map(({ position }) => position)).toEqual(Array.from({ length: 1500 }, (_, i) => i));
    expect(new Set(all.map(({ job }) => job)).size).toBe(1500);
  } finally {
    await system.stop();
  }
});
