import { readFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readEdfHeader } from '../../shared/domain/edf-header.ts';
import type { Job } from '../../shared/domain/job.ts';
import { type SleepStagingResult, sleepStagingResultSchema } from '../../shared/domain/sleep-result.ts';
import { parseAnnotations } from '../../worker/compute/recordings/parse-annotations.ts';
import { blobFiles } from '../support/blob-files.ts';
import { getJob, submit, submitJob } from '../support/client.ts';
import { edfFile } from '../support/edf-file.ts';
import { expectProblem } from '../support/problems.ts';
import { type System, startSystem } from '../support/system.ts';

const SAMPLE = readFileSync(path.join(import.meta.dirname, '../../models/sleep/sample/short-night.edf'));
const START = Date.parse('2026-01-01T23:00:00Z') / 1000;
const MODEL = { model: 'sleep' };

let system: System;
beforeAll(async () => {
  system = await startSystem('postgres', { COMPUTE_CHILDREN: '1', MODELS: 'sleep,digits' });
});
afterAll(() => system.stop());

const stage = (file: Uint8Array, params: object = {}) =>
  submit(system.url, { file, name: 'night', fields: { ...MODEL, params: JSON.stringify(params) } });

describe('a recorded night', () => {
  let job: Job;
  beforeAll(async () => {
    const params = JSON.stringify({ age: 30, sex: 'F', bedTime: '2026-01-01T23:00:30Z' });
    const headers = { Prefer: 'wait=30' };
    job = await submitJob(system.url, { file: SAMPLE, name: 'n.edf', fields: { ...MODEL, params }, headers });
  });
  const hypnogram = (query: string, init?: RequestInit) =>
    fetch(`${system.url}/v1/jobs/${job.id}/hypnogram${query}`, init);

  test('is staged, epoch by epoch, in the form that the document promises', () => {
    expect(job).toMatchObject({
      status: 'succeeded',
      input: { mediaType: 'application/x-edf' },
      params: { bedTime: START + 30 },
    });
    const result = sleepStagingResultSchema.parse(job.result);
    expect(result.stages.length).toBe(43);
    expect(new Set(result.stages)).toEqual(new Set(['W', 'N1', 'N2', 'N3', 'REM']));
    expect(result.subject).toEqual({ age: 30, sex: 'F' });
  });

  test('stands in lists without its result, which is large', async () => {
    const { jobs } = (await (await fetch(`${system.url}/v1/jobs?model=sleep`)).json()) as { jobs: Job[] };
    const { result, ...rest } = job;
    expect(jobs).toContainEqual({ ...rest, result: null });
    expect(result).not.toBeNull();
  });

  test('gives its hypnogram as JSON, as many times as stages', async () => {
    const { stages } = job.result as SleepStagingResult;
    const response = await hypnogram('');
    expect(response.headers.get('content-type')).toBe('application/json');
    expect(await response.json()).toEqual({
      epochSeconds: 30,
      timestamps: stages.map((_, i) => START + 30 + 30 * i),
      stages,
    });
  });

  test('gives it as CSV, in full or in part', async () => {
    const response = await hypnogram('?format=csv');
    expect(response.headers.get('content-type')).toBe('text/csv; charset=utf-8');
    expect(response.headers.get('content-disposition')).toContain('hypnogram.csv');
    const lines = (await response.text()).trimEnd().split('\r\n');
    expect(lines.length).toBe(44);
    expect(lines.slice(0, 2)).toEqual(['epoch,onset_seconds,time,stage', '0,0,2026-01-01T23:00:30.000Z,W']);
    const part = await hypnogram('?format=csv', { headers: { Range: 'bytes=0-4' } });
    expect([part.status, await part.text()]).toEqual([206, 'epoch']);
    const known = await hypnogram('?format=csv', {
      headers: { 'If-None-Match': response.headers.get('etag')! },
    });
    expect(known.status).toBe(304);
  });

  test('gives it as EDF+, whose annotations cover the night', async () => {
    const response = await hypnogram('?format=edf');
    expect(response.headers.get('content-type')).toBe('application/x-edf');
    const file = new Uint8Array(await response.arrayBuffer());
    const header = readEdfHeader(file)!;
    expect(header.startTime).toBe(START + 30);
    const [, ...annotations] = parseAnnotations(file.subarray(header.headerBytes));
    expect(annotations.reduce((sum, { duration }) => sum + duration!, 0)).toBe(43 * 30);
    expect(annotations[0]).toEqual({ onset: 0, duration: expect.any(Number), texts: ['Sleep stage W'] });
  });

  test('has no hypnogram in another form, and a job of another task has none', async () => {
    await expectProblem(await hypnogram('?format=xml'), { status: 422, code: 'invalid-request' });
    const digit = await submitJob(system.url, { headers: { Prefer: 'wait=30' } });
    const none = await fetch(`${system.url}/v1/jobs/${digit.id}/hypnogram`);
    await expectProblem(none, { status: 404, code: 'not-found', says: /no hypnogram/ });
  });

  test('comes with a sample to try, by its type', async () => {
    const response = await fetch(`${system.url}/v1/models/sleep/sample`);
    expect(response.headers.get('content-type')).toBe('application/x-edf');
    expect((await response.arrayBuffer()).byteLength).toBe(SAMPLE.length);
  });
});

describe('a recording larger than other uploads', () => {
  // 200 minutes of four signals, 38 MB.
  const signals = ['EEG Fpz-Cz', 'EEG Pz-Oz', 'EOG', 'EMG'].map((label, channel) => ({
    label,
    samplesPerRecord: 400,
    at: (i: number) => Math.round(300 * Math.sin(i / (7 + channel)) + ((i * 7919) % 101)),
  }));
  const large = edfFile({ signals, records: 12_000 });

  test('is taken whole where its model is named before it', async () => {
    expect(large.length).toBeGreaterThan(26_214_400);
    const job = await submitJob(system.url, { file: large, name: 'n.edf', fields: MODEL });
    const ended = await getJob(system.url, job.id, 60);
    expect(ended).toMatchObject({ status: 'succeeded', input: { sizeBytes: large.length } });
    expect((ended.result as SleepStagingResult).stages.length).toBe(400);
    await fetch(`${system.url}/v1/jobs/${job.id}`, { method: 'DELETE' });
  });

  test('is taken as a bare file as well', async () => {
    const url = `${system.url}/v1/jobs?model=sleep`;
    const headers = { 'Content-Type': 'application/octet-stream' };
    const response = await fetch(url, { method: 'POST', headers, body: new Uint8Array(large) });
    expect(response.status).toBe(202);
    const { id } = (await response.json()) as Job;
    await getJob(system.url, id, 60);
    await fetch(`${system.url}/v1/jobs/${id}`, { method: 'DELETE' });
  });

  test('is too large before its model is named, and for another model', async () => {
    const form = new FormData();
    form.append('file', new Blob([new Uint8Array(large)]), 'n.edf');
    form.append('model', 'sleep');
    const behind = await fetch(`${system.url}/v1/jobs`, { method: 'POST', body: form });
    await expectProblem(behind, { status: 413, code: 'content-too-large' });
    const other = await submit(system.url, { file: large });
    await expectProblem(other, { status: 413, code: 'content-too-large' });
  });
});

describe('what cannot be staged', () => {
  const text = (rate: string) =>
    Buffer.from(
      [
        '%OpenBCI Raw EXG Data',
        rate,
        ...Array.from({ length: 9000 }, (_, i) => `${i}, ${i % 97}, ${i % 89}`),
      ].join('\n'),
    );
  const openBci = text('%Sample Rate = 250 Hz');

  test.each<[string, Uint8Array, object, number, string, RegExp]>([
    ['a picture', Buffer.from('89504e470d0a1a0a', 'hex'), {}, 415, 'unsupported-media-type', /OpenBCI text/],
    ['a text that is none', Buffer.from('hello\nworld'), {}, 415, 'unsupported-media-type', /not one/],
    ['a recording without a rate', text('%'), { streamStart: 0 }, 422, 'invalid-recording', /Sample Rate/],
    ['one without a start', openBci, {}, 422, 'invalid-params', /streamStart/],
    ['one cut short', SAMPLE.subarray(0, 300_000), {}, 422, 'invalid-recording', /cut short/],
    ['a night behind its end', SAMPLE, { wakeUp: START + 5000 }, 422, 'invalid-params', /wakeUp/],
    ['a night of seconds', SAMPLE, { wakeUp: START + 29 }, 422, 'invalid-params', /wakeUp/],
    ['milliseconds', SAMPLE, { bedTime: START * 1000 }, 422, 'invalid-params', /milliseconds/],
    ['channels that it has not', SAMPLE, { channels: ['C3', 'C4'] }, 422, 'invalid-params', /"C3"/],
  ])('%s is refused before there is a job', async (_, file, params, status, code, says) => {
    await expectProblem(await stage(file, params), { status, code, says });
  });

  test('what only reading shows fails the job at once, with the same codes', async () => {
    const accepted = await stage(openBci, { streamStart: 0, wakeUp: 40 });
    expect(accepted.status).toBe(202);
    const { id } = (await accepted.json()) as Job;
    const job = await getJob(system.url, id, 30);
    expect(job).toMatchObject({
      status: 'failed',
      attempt: 1,
      error: {
        code: 'invalid-params',
        retryable: false,
        message: expect.stringMatching(/wakeUp: is 4 s after/),
      },
    });
  });

  test('tensors are no recording', async () => {
    const tensors = [{ name: 'spectra', datatype: 'float32', shape: [1, 2, 75], data: Array(150).fill(0) }];
    const response = await fetch(`${system.url}/v1/jobs`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({ ...MODEL, input: { tensors } }),
    });
    await expectProblem(response, { status: 415, code: 'unsupported-media-type' });
  });

  test('leaves nothing behind but what belongs to a job', async () => {
    const rows = await system.sql<{ id: string }[]>`select id from jobs`;
    const ids = new Set(rows.map(({ id }) => id));
    expect(blobFiles(system.dataDir).filter((file) => !ids.has(path.basename(path.dirname(file))))).toEqual(
      [],
    );
    expect(system.output.join('')).not.toMatch(/"level":"error"/);
  });
});
