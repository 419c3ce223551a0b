import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, expect, test } from 'vitest';
import { samplesRunner } from '../../evaluate/run-samples.ts';

type Reply = { readonly status: number; readonly headers?: Record<string, string>; readonly body: unknown };

const closing: (() => void)[] = [];
afterEach(() => {
  for (const close of closing.splice(0)) close();
});

/** A server that answers each request as it is told to, and remembers what it was asked. */
async function setup(reply: (request: { method: string; url: string; body: string }, n: number) => Reply) {
  const asked: { at: number; method: string; url: string; key: string | undefined }[] = [];
  const server = createServer(async (request, response) => {
    const { method = '', url = '', headers } = request;
    const at = Date.now();
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    asked.push({ at, method, url, key: headers.authorization });
    const answer = reply({ method, url, body: Buffer.concat(chunks).toString() }, asked.length);
    response.writeHead(answer.status, answer.headers).end(JSON.stringify(answer.body));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  closing.push(() => {
    server.closeAllConnections();
    server.close();
  });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, asked };
}

const sample = (name: string) => ({
  name,
  contentType: 'image/png',
  makeFile: async () => Buffer.from(name),
  truth: '',
});
const saying = (label: string) => ({ labels: [{ label, score: 1 }], certain: true });
const ended = (label: string): Reply => ({
  status: 200,
  body: { id: label, status: 'succeeded', result: saying(label) },
});

test('results come in the order of the samples, with the params and the key of the target', async () => {
  const { url, asked } = await setup(({ body }) => ended(body));
  const run = samplesRunner({ url, model: 'digits', params: { topK: 1 }, key: 'secret' });
  const names = Array.from({ length: 200 }, (_, i) => `sample ${i}`);
  expect(await run(names.map(sample))).toEqual(names.map(saying));
  expect(new Set(asked.map(({ url }) => url))).toEqual(
    new Set(['/v1/jobs?model=digits&params=%7B%22topK%22%3A1%7D']),
  );
  expect(new Set(asked.map(({ key }) => key))).toEqual(new Set(['Bearer secret']));
});

test('a server that is full is asked again when it has said', async () => {
  const { url, asked } = await setup(({ body }, n) =>
    n === 1 ? { status: 429, headers: { 'Retry-After': '1' }, body: {} } : ended(body),
  );
  expect(await samplesRunner({ url, model: 'digits', params: {} })([sample('one')])).toEqual([saying('one')]);
  expect(asked).toHaveLength(2);
  expect(asked[1]!.at - asked[0]!.at).toBeGreaterThan(990);
});

test('a job that had not ended is followed to its end, and one that has failed has no result', async () => {
  const { url, asked } = await setup(({ method }, n) => {
    if (method === 'POST') return { status: 202, body: { id: 'a', status: 'queued', result: null } };
    const status = n < 3 ? 'running' : 'failed';
    return { status: 200, body: { id: 'a', status, result: null } };
  });
  expect(await samplesRunner({ url, model: 'digits', params: {} })([sample('one')])).toEqual([null]);
  expect(asked.map(({ method }) => method)).toEqual(['POST', 'GET', 'GET']);
});

test('an answer that is no job ends the run, with what the server said', async () => {
  const { url } = await setup(() => ({ status: 422, body: { code: 'unknown-model' } }));
  await expect(samplesRunner({ url, model: 'nothing', params: {} })([sample('one')])).rejects.toThrow(
    'one: the server answered 422 {"code":"unknown-model"}',
  );
});

test('nothing more is sent once it is stopped', async () => {
  const stop = new AbortController();
  const { url, asked } = await setup(({ body }) => {
    stop.abort(new Error('stopped'));
    return ended(body);
  });
  const many = Array.from({ length: 1000 }, (_, i) => sample(String(i)));
  const run = samplesRunner({ url, model: 'digits', params: {}, stop: stop.signal });
  await expect(run(many)).rejects.toThrow('stopped');
  expect(asked.length).toBeLessThan(200);
});
