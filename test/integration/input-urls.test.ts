import { createHash, randomUUID } from 'node:crypto';
import type { RequestListener } from 'node:http';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Job } from '../../shared/domain/job.ts';
import { SEVEN } from '../support/client.ts';
import { noise } from '../support/pictures.ts';
import { expectProblem, NOTHING, storedThings } from '../support/problems.ts';
import { type Receiver, startReceiver } from '../support/receiver.ts';
import { type System, startSystem } from '../support/system.ts';

const MOST_BYTES = 200_000;
const closed: string[] = [];

/** What the server has under each path. */
const ANSWERS: Record<string, RequestListener> = {
  '/pictures/a%20seven.png': (_, response) => response.end(SEVEN),
  '/seven.png?size=large': (_, response) => response.end(SEVEN),
  '/': (_, response) => response.end(SEVEN),
  '/moved': (_, response) => response.writeHead(302, { Location: '/pictures/a%20seven.png' }).end(),
  '/large.png': (_, response) => void large.then((bytes) => response.end(bytes)),
  '/to-metadata': (_, response) =>
    response.writeHead(302, { Location: 'http://169.254.169.254/latest/meta-data/' }).end(),
  '/to-nowhere': (_, response) => response.writeHead(302, { Location: '/to-nowhere' }).end(),
  '/text': (_, response) => response.end('no picture'),
  '/nothing': (_, response) => response.end(),
  '/too-large': (_, response) => response.end(Buffer.alloc(MOST_BYTES + 1)),
  '/packed': (_, response) => response.writeHead(200, { 'Content-Encoding': 'gzip' }).end(gzipSync(SEVEN)),
  '/hangs': (request, response) => {
    response.write(SEVEN.subarray(0, 100));
    request.socket.on('close', () => closed.push('/hangs'));
  },
  '/cut': (_, response) => {
    response.writeHead(200, { 'Content-Length': 1000 });
    response.write('x', () => response.destroy());
  },
};
const large = noise(300).png().toBuffer();

let server: Receiver;
let system: System;
beforeAll(async () => {
  server = await startReceiver((request, response) => {
    const answer = ANSWERS[request.url ?? ''];
    if (answer) answer(request, response);
    else response.writeHead(404).end('a secret');
  });
  system = await startSystem('postgres', {
    ALLOW_INPUT_URLS: 'true',
    OUTBOUND_ALLOW: '127.0.0.1',
    MAX_UPLOAD_BYTES: String(MOST_BYTES),
  });
});
afterAll(async () => {
  await system.stop();
  await server.close();
});

const submit = (input: object, { headers = {}, signal }: { headers?: object; signal?: AbortSignal } = {}) =>
  fetch(`${system.url}/v1/jobs`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', ...headers },
    body: JSON.stringify({ model: 'digits', input }),
    signal: signal ?? null,
  });

describe('an input by URL', () => {
  test('is downloaded, and runs as one that was uploaded', async () => {
    const url = `${server.url}/pictures/a%20seven.png`;
    const response = await submit({ url }, { headers: { Prefer: 'wait=20' } });
    expect(response.status).toBe(200);
    const job = (await response.json()) as Job;
    expect(job).toMatchObject({
      status: 'succeeded',
      result: { labels: [{ label: '7' }, {}, {}] },
      input: {
        sha256: createHash('sha256').update(SEVEN).digest('hex'),
        sizeBytes: SEVEN.length,
        mediaType: 'image/png',
        name: 'a seven.png',
      },
    });
  });

  test.each([
    ['/seven.png?size=large', undefined, 'seven.png'],
    ['/', undefined, null],
    ['/seven.png?size=large', 'mine/is-this.png', 'is-this.png'],
    ['/moved', undefined, 'moved'],
  ])('at %s with the name %s is called %s', async (path, name, called) => {
    const response = await submit({ url: server.url + path, ...(name && { name }) });
    expect(await response.json()).toMatchObject({ input: { name: called } });
  });

  test('goes to the blob store where it is large, and can be read again', async () => {
    const { id } = (await (await submit({ url: `${server.url}/large.png` })).json()) as Job;
    const input = await fetch(`${system.url}/v1/jobs/${id}/input`);
    expect(Buffer.from(await input.arrayBuffer()).equals(await large)).toBe(true);
    await fetch(`${system.url}/v1/jobs/${id}`, { method: 'DELETE' });
  });

  test('is the same request as the bytes themselves', async () => {
    const headers = { 'Idempotency-Key': randomUUID() };
    const first = await submit({ url: `${server.url}/` }, { headers });
    const again = await submit({ data: `data:;base64,${SEVEN.toString('base64')}` }, { headers });
    expect([first.status, again.headers.get('idempotent-replayed')]).toEqual([202, 'true']);
  });

  describe('leaves nothing behind', () => {
    beforeAll(async () => {
      const { jobs } = (await (await fetch(`${system.url}/v1/jobs?limit=200`)).json()) as { jobs: Job[] };
      for (const { id } of jobs) await fetch(`${system.url}/v1/jobs/${id}`, { method: 'DELETE' });
    });
    afterAll(async () => {
      expect(await storedThings(system)).toEqual(NOTHING);
      expect(system.output.join('')).not.toMatch(/"level":"error"/);
      expect(system.output.join('')).not.toContain(server.url);
    });

    test.each([
      ['/text', 415, 'unsupported-media-type'],
      ['/nothing', 422, 'empty-file'],
      ['/too-large', 413, 'content-too-large'],
      ['/packed', 422, 'url-unreachable'],
      ['/cut', 422, 'url-unreachable'],
      ['/missing', 422, 'url-unreachable'],
      ['/to-metadata', 422, 'url-not-allowed'],
      ['/to-nowhere', 422, 'url-unreachable'],
    ])('when %s is refused with %s %s', async (path, status, code) => {
      const response = await submit({ url: server.url + path });
      await expectProblem(response.clone(), { status, code });
      expect(await response.text()).not.toMatch(/secret|404|169\.254|127\.0/);
    });

    test.each([
      'http://127.0.0.2/',
      'http://0x7f.2/',
      'http://[::1]/',
      'http://169.254.169.254/',
      'http://10.0.0.1/',
      'file:///etc/passwd',
      'data:image/png;base64,AAAA',
      'http://user:pass@127.0.0.1/',
      'nonsense',
    ])('when %s is refused', async (url) => {
      await expectProblem(await submit({ url }), {
        status: 422,
        code: 'url-not-allowed',
        says: /^input\.url: /,
      });
    });

    test('when the client leaves, and hangs up on the other server', async () => {
      const leaving = new AbortController();
      const answer = submit({ url: `${server.url}/hangs` }, { signal: leaving.signal });
      const before = server.connections();
      await expect.poll(server.connections, { interval: 10 }).toBeGreaterThan(before);
      leaving.abort();
      await expect(answer).rejects.toThrow();
      await expect.poll(() => closed, { timeout: 5000 }).toEqual(['/hangs']);
    });
  });
});
