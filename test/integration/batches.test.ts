import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Batch } from '../../shared/domain/batch.ts';
import type { Job } from '../../shared/domain/job.ts';
import { follow, MIXED, made, read, results, send, TEXT } from '../support/batches.ts';
import { SEVEN } from '../support/client.ts';
import { noise } from '../support/pictures.ts';
import { expectProblem, storedThings } from '../support/problems.ts';
import { availableBackends } from '../support/servers.ts';
import { type System, startSystem } from '../support/system.ts';
import { zipOf } from '../support/zips.ts';

describe.each(availableBackends())('a batch on %s', (backend) => {
  let system: System;
  beforeAll(async () => {
    system = await startSystem(backend);
  });
  afterAll(() => system.stop());

  test('is a job for each file, and says which were refused and why', async () => {
    const options = { priority: '3', metadata: '{"trip":"1"}', params: '{"topK":1}' };
    const batch = await made(send(system, MIXED, { fields: options }));
    expect(batch).toMatchObject({ files: 5, interrupted: false, metadata: { trip: '1' } });
    expect(batch.refusals.map(({ position, name, error }) => [position, name, error.code])).toEqual([
      [1, 'b.txt', 'unsupported-media-type'],
      [3, 'empty.png', 'empty-file'],
    ]);

    const { events } = await follow(system, batch);
    const last = events.at(-1)!;
    expect(last.event).toBe('done');
    expect(new Set(events.map(({ id }) => id)).size).toBe(events.length);
    expect(last.batch).toMatchObject({
      status: 'done',
      progress: 1,
      counts: { queued: 0, running: 0, succeeded: 3, failed: 0, canceled: 0, refused: 2, deleted: 0 },
    });
    expect(last.batch.finishedAt).not.toBeNull();
    expect((await follow(system, batch, last.id)).status).toBe(204);
    // As where a client has seen less.
    expect((await follow(system, batch, 'receiving-0-0')).events.at(-1)?.event).toBe('done');

    const all = await results(system, batch);
    expect(all.map(({ position, name, status }) => [position, name, status])).toEqual([
      [0, 'a.png', 'succeeded'],
      [1, 'b.txt', 'refused'],
      [2, 'a.png', 'succeeded'],
      [3, 'empty.png', 'refused'],
      [4, 'c.png', 'succeeded'],
    ]);
    expect(all[0]!.result).toMatchObject({ labels: [{ label: '7' }] });
    expect(all[1]!.error).toMatchObject({ code: 'unsupported-media-type' });

    const { jobs } = await read<{ jobs: Job[] }>(system, batch.links.jobs);
    expect(jobs.map(({ id }) => id).sort()).toEqual(all.flatMap(({ job }) => job ?? []).sort());
    for (const job of jobs)
      expect(job).toMatchObject({
        batch: batch.id,
        priority: 3,
        metadata: { trip: '1' },
        params: { topK: 1 },
      });
  });

  test('comes as an archive in a form or by itself, and into a collection', async () => {
    const collection = (await (
      await fetch(`${system.url}/v1/collections`, {
        method: 'POST',
        headers: { 'Content-Type': 'application/json' },
        body: '{"name":"of a batch"}',
      })
    ).json()) as { id: string; links: { self: string } };
    const large = await noise(200).png().toBuffer();
    const zip = await zipOf([
      { name: 'folder/', bytes: TEXT },
      { name: 'folder/a.png', bytes: SEVEN, options: { compress: true } },
      { name: '__MACOSX/folder/._a.png', bytes: TEXT },
      { name: '.hidden', bytes: TEXT },
      { name: 'large.png', bytes: large },
    ]);
    const inForm = await made(send(system, [['all.zip', zip]], { fields: { collection: collection.id } }));
    const query = `model=digits&collection=${collection.id}&metadata=${encodeURIComponent('{"a":"b"}')}`;
    const alone = await made(
      fetch(`${system.url}/v1/batches?${query}`, {
        method: 'POST',
        headers: { 'Content-Type': 'application/zip' },
        body: new Uint8Array(zip),
      }),
    );
    for (const batch of [inForm, alone]) {
      await follow(system, batch);
      const all = await results(system, batch);
      expect(all.map(({ name, status }) => [name, status])).toEqual([
        ['a.png', 'succeeded'],
        ['large.png', 'succeeded'],
      ]);
      const stored = await fetch(`${system.url}/v1/jobs/${all[1]!.job}/input`);
      expect(Buffer.from(await stored.arrayBuffer()).equals(large)).toBe(true);
    }
    expect(await read(system, collection.links.self)).toMatchObject({ counts: { jobs: 4, inputs: 2 } });
  });

  test('is listed newest first, and only what has ended cannot be canceled', async () => {
    const page = await read<{ batches: Batch[]; nextCursor: string }>(system, '/v1/batches?limit=2');
    expect(page.batches).toHaveLength(2);
    const rest = await read<{ batches: Batch[] }>(system, `/v1/batches?limit=200&cursor=${page.nextCursor}`);
    const ids = [...page.batches, ...rest.batches].map(({ id }) => id);
    expect(ids).toEqual([...ids].sort().reverse());
    const cancel = await fetch(system.url + page.batches[0]!.links.cancel, { method: 'POST' });
    await expectProblem(cancel, { status: 409, code: 'batch-finished' });
  });

  test('goes with all that it holds, and with nothing of others', async () => {
    const single = await fetch(`${system.url}/v1/jobs?model=digits`, {
      method: 'POST',
      headers: { 'Content-Type': 'image/png', Prefer: 'wait=20' },
      body: new Uint8Array(await noise(200).png().toBuffer()),
    });
    const { id } = (await single.json()) as Job;
    const { batches } = await read<{ batches: Batch[] }>(system, '/v1/batches');
    for (const { links } of batches)
      expect((await fetch(system.url + links.self, { method: 'DELETE' })).status).toBe(204);
    const left = await storedThings(system);
    expect(left).toMatchObject({ jobs: 1, inputs: 0, blobs: [expect.stringContaining(id)] });
    expect((await fetch(`${system.url}/v1/jobs/${id}/input`)).status).toBe(200);
    expect((await system.sql`select 1 from batches union all select 1 from batch_refusals`).length).toBe(0);
    await expectProblem(await fetch(system.url + batches[0]!.links.self), { status: 404, code: 'not-found' });
  });
});
