import { afterAll, beforeAll, expect, test } from 'vitest';
import { connectDatabase } from '../../shared/db/client.ts';
import type { Job } from '../../shared/domain/job.ts';
import type { JobChange } from '../../shared/domain/job-change.ts';
import { newJobId } from '../../shared/domain/job-id.ts';
import { findChangeCursor, findChangesSince } from '../../shared/jobs/find-changes.ts';
import { made, read, send } from '../support/batches.ts';
import { SEVEN, submitJob, waitForEnd } from '../support/client.ts';
import { expectProblem } from '../support/problems.ts';
import { createSystem, type System } from '../support/system.ts';

let system: System;
beforeAll(async () => {
  system = await createSystem('postgres');
  await system.start('api');
  await system.start('worker');
});
afterAll(() => system.stop());

test('one stream tells the end of every job, of one model where that is asked', async () => {
  const all = openStream('');
  const none = openStream('?model=other');
  await Promise.all([all.isOpen, none.isOpen]);
  const ids = await submitMany(20);
  await expect.poll(() => endsIn(all.changes, ids).size, { timeout: 10_000 }).toBe(20);
  const seqs = all.changes.filter(({ id }) => id === ids[0]).map(({ seq }) => seq);
  expect(seqs).toEqual([...new Set(seqs)].sort());
  expect(none.changes).toEqual([]);
  all.close();
  none.close();
});

test('who comes back with the last id is told of every job that has changed meanwhile', async () => {
  const first = openStream('');
  await first.isOpen;
  await submitMany(1);
  await expect.poll(() => first.changes.at(-1)?.status, { timeout: 10_000 }).toBe('succeeded');
  first.close();
  const missed = await submitMany(12);
  await Promise.all(missed.map((id) => waitForEnd(system.url, id)));
  const second = openStream(`?after=${first.lastId()}`);
  await expect.poll(() => endsIn(second.changes, missed).size, { timeout: 10_000 }).toBe(12);
  second.close();
});

test('of one batch alone its jobs are told', async () => {
  const all = openStream('');
  await all.isOpen;
  const { id } = await made(send(system, [['a.png', SEVEN] as const, ['b.png', SEVEN] as const]));
  await submitMany(1);
  await expect.poll(() => all.changes.filter(({ status }) => status === 'succeeded').length).toBe(3);
  const ofBatch = openStream(`?batch=${id}&after=${all.firstId()}`);
  await expect.poll(() => ofBatch.changes.length).toBe(2);
  const { jobs } = await read<{ jobs: Job[] }>(system, `/v1/jobs?batch=${id}`);
  expect(ofBatch.changes.map((change) => change.id).sort()).toEqual(jobs.map((job) => job.id).sort());
  all.close();
  ofBatch.close();
});

test('a change that is committed after the cursor was taken is news, though its transaction began before', async () => {
  const [id] = await submitMany(1);
  await waitForEnd(system.url, id!);
  const { sql } = system;
  const [open] = await sql<{ id: string }[]>`
    insert into jobs (id, owner, model, model_version, params, metadata, input_sha256, input_size_bytes,
      input_media_type, input_store, timings, created_at, due_at)
    select ${newJobId()}::uuid, owner, model, model_version, params, metadata, input_sha256, input_size_bytes,
      input_media_type, input_store, '{}', created_at, now() + interval '1 day'
    from jobs where id = ${id!} returning id`;
  let commit = () => {};
  const held = new Promise<void>((resolve) => {
    commit = resolve;
  });
  let hasWritten = () => {};
  const written = new Promise<void>((resolve) => {
    hasWritten = resolve;
  });
  const slow = sql.begin(async (tx) => {
    await tx`update jobs set status = 'canceled', finished_at = now(), seq = seq + 1 where id = ${open!.id}`;
    hasWritten();
    await held;
  });
  await written;
  const other = connectDatabase(system.databaseUrl, { max: 1, name: 'penstock-test' });
  const cursor = await findChangeCursor(other.sql, 'local');
  expect(await find(cursor)).toEqual([]);
  commit();
  await slow;
  expect(await find(cursor)).toEqual([{ id: open!.id, status: 'canceled' }]);
  expect(await find(await findChangeCursor(other.sql, 'local'))).toEqual([]);
  await other.close();

  async function find(from: typeof cursor) {
    const filter = { owner: 'local', model: undefined, batch: undefined };
    const jobs = await findChangesSince(other.sql, filter, { cursor: from, afterId: undefined, limit: 100 });
    return jobs
      .filter(({ status }) => status === 'canceled')
      .map((job) => ({ id: job.id, status: job.status }));
  }
});

test('what is not an id of this stream is refused', async () => {
  await expectProblem(await fetch(`${system.url}/v1/events?after=4711`), {
    status: 422,
    code: 'invalid-cursor',
  });
});

async function submitMany(count: number): Promise<string[]> {
  return await Promise.all(
    Array.from({ length: count }, async () => (await submitJob(system.url, { file: SEVEN })).id),
  );
}

function endsIn(changes: readonly JobChange[], ids: readonly string[]): Set<string> {
  return new Set(
    changes.filter(({ id, status }) => ids.includes(id) && status === 'succeeded').map(({ id }) => id),
  );
}

function openStream(query: string) {
  const abort = new AbortController();
  const changes: JobChange[] = [];
  let firstId = '';
  let lastId = '';
  let opened = () => {};
  const isOpen = new Promise<void>((resolve) => {
    opened = resolve;
  });
  const read = async () => {
    const response = await fetch(`${system.url}/v1/events${query}`, { signal: abort.signal });
    let text = '';
    for await (const chunk of response.body!.pipeThrough(new TextDecoderStream())) {
      text += chunk;
      const blocks = text.split('\n\n');
      text = blocks.pop() ?? '';
      for (const block of blocks) {
        lastId = /^id: (.*)$/m.exec(block)?.[1] ?? lastId;
        firstId ||= lastId;
        if (lastId) opened();
        const data = /^data: (.*)$/m.exec(block)?.[1];
        if (data) changes.push(JSON.parse(data) as JobChange);
      }
    }
  };
  void read().catch(() => {});
  return { changes, isOpen, firstId: () => firstId, lastId: () => lastId, close: () => abort.abort() };
}
