import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Job } from '../../shared/domain/job.ts';
import type { Timings } from '../../shared/domain/timings.ts';
import { getJob, readEvents, SEVEN, submit, submitJob, waitForEnd } from '../support/client.ts';
import { availableBackends } from '../support/servers.ts';
import { type System, startSystem } from '../support/system.ts';

describe.each(availableBackends())('a job on %s', (backend) => {
  let system: System;
  beforeAll(async () => {
    system = await startSystem(backend);
  });
  afterAll(() => system.stop());

  test('is accepted with 202, where to look, and what is known of it', async () => {
    const response = await submit(system.url, { fields: { metadata: '{"who":"me"}' } });
    const job = (await response.json()) as Job;
    expect(response.status).toBe(202);
    expect(response.headers.get('location')).toBe(`/v1/jobs/${job.id}`);
    expect(job).toMatchObject({
      model: 'digits',
      status: 'queued',
      attempt: 0,
      input: { sizeBytes: SEVEN.length, mediaType: 'image/png', name: 'seven.png' },
      metadata: { who: 'me' },
      result: null,
    });
    expect(job.queue?.position).toBeGreaterThanOrEqual(0);
  });

  test('is read by polling, and says 304 while nothing has changed', async () => {
    const { id } = await submitJob(system.url);
    const job = await waitForEnd(system.url, id);
    expect(job.status).toBe('succeeded');
    expect(job.result).toMatchObject({ labels: [{ label: '7' }, {}, {}], certain: true });
    const first = await fetch(`${system.url}/v1/jobs/${id}`);
    const etag = first.headers.get('etag') ?? '';
    expect(etag).toBe('"3"');
    const again = await fetch(`${system.url}/v1/jobs/${id}`, { headers: { 'If-None-Match': etag } });
    expect(again.status).toBe(304);
  });

  test('is read by one long poll', async () => {
    const { id } = await submitJob(system.url);
    const job = await getJob(system.url, id, 20);
    expect(job.status).toBe('succeeded');
  });

  test('is answered in the same request with Prefer: wait, with its ledger and receipt', async () => {
    const response = await submit(system.url, { headers: { Prefer: 'wait=20' } });
    const job = (await response.json()) as Job;
    expect(response.status).toBe(200);
    expect(response.headers.get('preference-applied')).toBe('wait=20');
    expect(response.headers.get('server-timing')).toMatch(/infer;dur=/);
    expect(job.receipt).toMatchObject({ model: 'digits', inputSha256: job.input.sha256, provider: 'cpu' });
    const { acceptMs, queueMs, batchWaitMs, decodeMs, inferMs, postprocessMs, storeMs, totalMs } =
      job.timings as Timings;
    const stages = [acceptMs, queueMs, batchWaitMs, decodeMs, inferMs, postprocessMs, storeMs];
    expect(stages.every((ms) => ms >= 0)).toBe(true);
    expect(stages.reduce((sum, ms) => sum + ms, 0)).toBeCloseTo(totalMs, 0);
  });

  test('is followed event by event, in order, each with the job as of then', async () => {
    const { id } = await submitJob(system.url);
    const events = await readEvents(system.url, id);
    expect(events.map((e) => [e.id, e.event])).toEqual([
      ['1', 'queued'],
      ['2', 'running'],
      ['3', 'succeeded'],
    ]);
    expect(events.map((e) => e.job.status)).toEqual(['queued', 'running', 'succeeded']);
    expect(events.map((e) => e.job.attempt)).toEqual([0, 1, 1]);
    expect(events[1]?.job.result).toBeNull();
    expect(events[2]?.job.result).toMatchObject({ certain: true });
  });

  test('goes on after the last event that a follower has seen, and tells one that has seen all to stop', async () => {
    const { id } = await submitJob(system.url);
    const first = await readEvents(system.url, id, { take: 1 });
    const rest = await readEvents(system.url, id, { lastEventId: first[0]!.id });
    expect([...first, ...rest].map((e) => e.id)).toEqual(['1', '2', '3']);
    const response = await fetch(`${system.url}/v1/jobs/${id}/events`, { headers: { 'Last-Event-ID': '3' } });
    expect(response.status).toBe(204);
  });

  test('is submitted as a raw body or as a data URL just as well', async () => {
    const raw = await fetch(`${system.url}/v1/jobs?model=digits&params={"topK":1}`, {
      method: 'POST',
      headers: { 'Content-Type': 'image/png', Prefer: 'wait=20' },
      body: new Uint8Array(SEVEN),
    });
    expect(((await raw.json()) as Job).result).toEqual({
      labels: [{ label: '7', score: expect.any(Number) }],
      certain: true,
    });
    const json = await fetch(`${system.url}/v1/jobs`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', Prefer: 'wait=20' },
      body: JSON.stringify({
        model: 'digits@1',
        params: { topK: 2 },
        input: { data: `data:image/png;base64,${SEVEN.toString('base64')}` },
      }),
    });
    expect(((await json.json()) as Job).result).toMatchObject({ labels: [{ label: '7' }, {}] });
  });

  test('gives its input back, whole or in part', async () => {
    const { id } = await submitJob(system.url, { name: '../../été 1.png' });
    const whole = await fetch(`${system.url}/v1/jobs/${id}/input`);
    expect(Buffer.from(await whole.arrayBuffer()).equals(SEVEN)).toBe(true);
    expect(whole.headers.get('content-disposition')).toBe(
      `attachment; filename="_t_ 1.png"; filename*=UTF-8''%C3%A9t%C3%A9%201.png`,
    );
    const part = await fetch(`${system.url}/v1/jobs/${id}/input`, { headers: { Range: 'bytes=1-3' } });
    expect(part.status).toBe(206);
    expect(await part.text()).toBe('PNG');
    const outside = await fetch(`${system.url}/v1/jobs/${id}/input`, { headers: { Range: 'bytes=99999-' } });
    expect(outside.status).toBe(416);
  });
});
