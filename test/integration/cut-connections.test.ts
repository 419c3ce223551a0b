import { once } from 'node:events';
import type { Socket } from 'node:net';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { blobFiles } from '../support/blob-files.ts';
import { SEVEN, submit } from '../support/client.ts';
import { NOTHING, storedThings } from '../support/problems.ts';
import { openSocket, unclosedForm } from '../support/raw-http.ts';
import { type System, startSystem } from '../support/system.ts';

const FORM = 'multipart/form-data; boundary=edge';
const post = (type: string, length: string) =>
  `POST /v1/jobs${type === 'image/png' ? '?model=digits' : ''} HTTP/1.1\r\nHost: localhost\r\nContent-Type: ${type}\r\n${length}\r\n\r\n`;
const postKey = (length: number) =>
  `POST /v1/keys HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: ${length}\r\n\r\n`;
const asChunk = (bytes: Uint8Array) =>
  Buffer.concat([Buffer.from(`${bytes.length.toString(16)}\r\n`), bytes, Buffer.from('\r\n')]);

/** Everything that comes on the connection until `done` says that it is enough. */
async function receive(socket: Socket, done: (text: string) => boolean): Promise<string> {
  let text = '';
  for await (const chunk of socket.iterator({ destroyOnReturn: false })) {
    text += String(chunk);
    if (done(text)) break;
  }
  return text;
}

describe('a connection', () => {
  let system: System;
  beforeAll(async () => {
    system = await startSystem('postgres', { MAX_UPLOAD_BYTES: '100000' });
  });
  afterAll(() => system.stop());

  const BIG = Buffer.alloc(4 * 1024 * 1024, 0x41);
  const CHUNKED = 'Transfer-Encoding: chunked';
  const ANSWERED_EARLY: [string, () => (string | Buffer)[]][] = [
    ['a raw body in chunks', () => [post('image/png', CHUNKED), asChunk(BIG), '0\r\n\r\n']],
    ['a JSON body in chunks', () => [post('application/json', CHUNKED), asChunk(BIG), '0\r\n\r\n']],
    ['a form in chunks', () => [post(FORM, CHUNKED), asChunk(unclosedForm(BIG)), '0\r\n\r\n']],
    ['a raw body', () => [post('image/png', 'Content-Length: 1000000'), BIG.subarray(0, 1_000_000)]],
    ['a raw body far too large', () => [post('image/png', `Content-Length: ${BIG.length}`), BIG]],
    ['a few fields far too large', () => [postKey(BIG.length), BIG]],
    ['a JSON body far too large', () => [post('application/json', `Content-Length: ${BIG.length}`), BIG]],
  ];

  test.each(ANSWERED_EARLY)(
    'is of use after a 413 to %s: the next request is answered',
    async (_title, parts) => {
      const socket = await openSocket(system.url);
      for (const part of parts()) socket.write(part);
      socket.write('GET /livez HTTP/1.1\r\nHost: localhost\r\n\r\n');
      const text = await receive(socket, (soFar) => soFar.includes('{"status":"ok"}'));
      expect(text.match(/HTTP\/1\.1 \d+/g)).toEqual(['HTTP/1.1 413', 'HTTP/1.1 200']);
      expect(text).toContain('"code":"content-too-large"');
      socket.destroy();
    },
  );

  test.each([
    ['has no Host', 'GET /livez HTTP/1.1\r\n\r\n'],
    ['has no Host, in HTTP/1.0', 'GET /livez HTTP/1.0\r\n\r\n'],
    ['has a Host that makes no URL', 'GET /livez HTTP/1.1\r\nHost: localhost?x\r\n\r\n'],
    ['has a Host that is no name', 'GET /livez HTTP/1.1\r\nHost: xn--\r\n\r\n'],
    ['has a path that makes no URL', 'GET /livez\\..\\ HTTP/1.1\r\nHost: localhost\r\n\r\n'],
    ['has credentials in its URL', 'GET http://a:b@localhost/livez HTTP/1.1\r\nHost: localhost\r\n\r\n'],
    ['is for a proxy', 'CONNECT localhost:443 HTTP/1.1\r\nHost: localhost\r\n\r\n'],
    ['is no HTTP', 'GET livez\r\n\r\n'],
  ])('is told what is wrong with a request that %s, be it the first or a later one', async (_title, bad) => {
    for (const before of ['', 'GET /livez HTTP/1.1\r\nHost: localhost\r\n\r\n']) {
      const socket = await openSocket(system.url);
      if (before) {
        socket.write(before);
        await receive(socket, (soFar) => soFar.includes('{"status":"ok"}'));
      }
      socket.write(bad);
      const text = await receive(socket, (soFar) => soFar.includes('"code"'));
      expect(text).toMatch(/^HTTP\/1\.1 400 /);
      expect(text).toMatch(/^content-type: application\/problem\+json\r$/im);
      const problem = JSON.parse(text.split('\r\n\r\n')[1] ?? '') as { code: string; requestId: string };
      expect(problem.code).toBe('malformed-request');
      expect(text.toLowerCase()).toContain(`x-request-id: ${problem.requestId}\r\n`);
      socket.destroy();
    }
  });

  test('may expect what there is not: it is answered all the same', async () => {
    const socket = await openSocket(system.url);
    socket.write('GET /livez HTTP/1.1\r\nHost: localhost\r\nExpect: the unexpected\r\n\r\n');
    expect(await receive(socket, (soFar) => soFar.includes('\r\n\r\n'))).toMatch(/^HTTP\/1\.1 200 /);
    socket.destroy();
  });

  test('brings the 413 to a client that sends on and never gets to its end', async () => {
    const socket = await openSocket(system.url);
    socket.write(post('image/png', `Content-Length: ${1024 * BIG.length}`));
    socket.write(BIG);
    const text = await receive(socket, (soFar) => soFar.includes('requestId'));
    expect(text).toMatch(/^HTTP\/1\.1 413 /);
    socket.destroy();
  });

  test.each([
    ['a form', post(FORM, 'Content-Length: 90000'), unclosedForm(BIG.subarray(0, 50_000))],
    ['a raw body', post('image/png', 'Content-Length: 90000'), BIG.subarray(0, 50_000)],
    ['a raw body in chunks', post('image/png', CHUNKED), asChunk(BIG.subarray(0, 50_000))],
    ['a form in chunks', post(FORM, CHUNKED), asChunk(unclosedForm(BIG.subarray(0, 50_000)))],
  ])('that is cut in the middle of %s leaves nothing behind', async (_title, head, body) => {
    for (const cut of ['destroy', 'end', 'resetAndDestroy'] as const) {
      const socket = await openSocket(system.url);
      socket.on('error', () => {});
      socket.write(head);
      socket.write(body);
      await vi.waitFor(() => expect(blobFiles(system.dataDir)).toHaveLength(1), { timeout: 5000 });
      expect(blobFiles(system.dataDir)[0]).toMatch(/\.partial$/);
      socket[cut]();
      await vi.waitFor(() => expect(blobFiles(system.dataDir)).toEqual([]), { timeout: 5000 });
      if (!socket.closed) {
        socket.resume();
        await once(socket, 'close');
      }
    }
    expect(await storedThings(system)).toEqual(NOTHING);
  });

  test('that is cut right after the last byte may have left a job, but a whole one', async () => {
    const socket = await openSocket(system.url);
    socket.write(post('image/png', `Content-Length: ${SEVEN.length}`));
    socket.write(SEVEN);
    socket.destroy();
    await vi.waitFor(async () => expect((await submit(system.url)).status).toBe(202));
    const { jobs, inputs } = await storedThings(system);
    expect(jobs).toBe(inputs);
    expect(system.output.join('')).not.toMatch(/"level":"(error|fatal)"/);
  });
});
