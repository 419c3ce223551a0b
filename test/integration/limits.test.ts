import { once } from 'node:events';
import type { Socket } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { blobFiles } from '../support/blob-files.ts';
import { SEVEN, submit, submitJob } from '../support/client.ts';
import { keyOf } from '../support/keys.ts';
import { greyPng } from '../support/pictures.ts';
import { expectProblem } from '../support/problems.ts';
import { openSocket, unclosedForm } from '../support/raw-http.ts';
import { availableBackends } from '../support/servers.ts';
import { createSystem, type System, startSystem } from '../support/system.ts';

const RETRY_AFTER = { 'retry-after': /^[1-9]\d*$/ };

describe.each(availableBackends())('requests in a minute, on %s', (backend) => {
  let system: System;
  beforeAll(async () => {
    const env = { AUTH: 'keys', RATE_LIMIT_PER_KEY: '20', RATE_LIMIT_PER_ADDRESS: '15' };
    system = await createSystem(backend, env);
    await system.start('api');
  });
  afterAll(() => system.stop());

  const statuses = async (count: number, headers: Record<string, string>) => {
    const found: number[] = [];
    for (let i = 0; i < count; i++) found.push((await fetch(`${system.url}/v1/jobs`, { headers })).status);
    return found;
  };

  test('are bounded for each key by itself', async () => {
    const ann = await keyOf(system, 'ann');
    const bob = await keyOf(system, 'bob');
    expect((await statuses(25, ann)).filter((status) => status === 200)).toHaveLength(20);
    await expectProblem(await fetch(`${system.url}/v1/jobs`, { headers: ann }), {
      status: 429,
      code: 'too-many-requests',
      headers: RETRY_AFTER,
    });
    expect(await statuses(3, bob)).toEqual([200, 200, 200]);
  });

  test('are bounded for an address that shows no valid key, and for no key that it shows', async () => {
    const guesses = await statuses(20, { Authorization: 'Bearer pk_guess' });
    expect(guesses.filter((status) => status === 401)).toHaveLength(15);
    expect(guesses.filter((status) => status === 429)).toHaveLength(5);
    expect(await statuses(1, await keyOf(system, 'cid'))).toEqual([200]);
  });
});

describe('at a time', () => {
  let system: System;
  beforeAll(async () => {
    const env = { AUTH: 'keys', MAX_STREAMS_PER_OWNER: '3', MAX_UPLOADS_PER_OWNER: '2', MAX_UPLOADS: '3' };
    system = await createSystem('postgres', env);
    await system.start('api');
  });
  afterAll(() => system.stop());

  test('an owner has so many event streams and no more, until one ends', async () => {
    const ann = await keyOf(system, 'ann');
    const { links } = await submitJob(system.url, { headers: ann });
    const follow = (signal?: AbortSignal) =>
      fetch(`${system.url}${links.events}`, { headers: ann, ...(signal && { signal }) });
    const first = new AbortController();
    const streams = [await follow(first.signal), await follow(), await follow()];
    expect(streams.map((stream) => stream.status)).toEqual([200, 200, 200]);
    await expectProblem(await follow(), { status: 429, code: 'too-many-streams', headers: RETRY_AFTER });
    first.abort();
    await expect.poll(async () => (await follow()).status).toBe(200);
    await fetch(`${system.url}${links.cancel}`, { method: 'POST', headers: ann });
    for (const stream of streams.slice(1)) await stream.text();
  });

  test('an owner has so many large uploads under way and no more, and small ones all the same', async () => {
    const ann = await keyOf(system, 'uploading');
    const bob = await keyOf(system, 'other');
    const slow = [await beginUpload(ann), await beginUpload(ann)];
    const body = new Uint8Array(100_000);
    const send = (headers: Record<string, string>) =>
      fetch(`${system.url}/v1/jobs?model=digits`, {
        method: 'POST',
        headers: { 'Content-Type': 'image/png', ...headers },
        body,
      });
    await expect.poll(() => blobFiles(system.dataDir).length).toBe(2);
    await expectProblem(await send(ann), { status: 429, code: 'too-many-uploads', headers: RETRY_AFTER });
    expect((await submit(system.url, { headers: ann })).status).toBe(202);
    // No picture: it was read to its end.
    expect((await send(bob)).status).toBe(415);

    const third = await beginUpload(bob);
    await expect.poll(() => blobFiles(system.dataDir).length).toBe(3);
    expect((await send(bob)).status).toBe(429);
    for (const socket of [...slow, third]) socket.destroy();
    await expect.poll(async () => (await send(ann)).status).toBe(415);
  });

  async function beginUpload({ Authorization }: { Authorization: string }): Promise<Socket> {
    const socket = await openSocket(system.url);
    socket.write(
      `POST /v1/jobs?model=digits HTTP/1.1\r\nHost: localhost\r\nAuthorization: ${Authorization}\r\nContent-Type: image/png\r\nContent-Length: 100000\r\n\r\n`,
    );
    // Enough to be seen in the blob store.
    socket.write(Buffer.alloc(30_000));
    return socket;
  }
});

test('500 clients that send a byte now and then are let go, and others are answered meanwhile', async () => {
  const system = await startSystem('postgres');
  try {
    const sockets = await Promise.all(Array.from({ length: 500 }, () => openSocket(system.url)));
    const answers = sockets.map(async (socket) => {
      let text = '';
      socket.on('data', (chunk) => {
        text += String(chunk);
      });
      socket.on('error', () => {});
      await once(socket, 'close');
      return text;
    });
    for (const socket of sockets) socket.write('GET /livez HTTP/1.1\r\nHost: localhost\r\nX-Slow: ');
    const stalled = stalledUploads(system.url);
    const drip = setInterval(() => {
      for (const socket of sockets) if (socket.writable) socket.write('x');
    }, 1000);
    const latencies: number[] = [];
    const probe = setInterval(async () => {
      const startedAt = performance.now();
      await (await fetch(`${system.url}/livez`)).text();
      latencies.push(performance.now() - startedAt);
    }, 250);
    try {
      const texts = await Promise.all(answers);
      expect(texts.filter((text) => !/^HTTP\/1\.1 408 [\s\S]*"code":"request-timeout"/.test(text))).toEqual(
        [],
      );
      for (const text of await Promise.all(stalled))
        expect(text).toMatch(/^HTTP\/1\.1 408 [\s\S]*"code":"request-timeout"/);
    } finally {
      clearInterval(drip);
      clearInterval(probe);
    }
    latencies.sort((a, b) => a - b);
    expect(latencies.length).toBeGreaterThan(20);
    expect(latencies.at(-1)).toBeLessThan(1000);
  } finally {
    await system.stop();
  }
});

/** Uploads that stop in the middle, of each kind; what each is answered. */
function stalledUploads(url: string): Promise<string>[] {
  const kinds = [
    ['image/png', '?model=digits', Buffer.alloc(30_000)],
    ['application/json', '', Buffer.from('{"model":')],
    ['multipart/form-data; boundary=edge', '', unclosedForm(Buffer.alloc(30_000))],
  ] as const;
  return kinds.map(async ([type, query, body]) => {
    const socket = await openSocket(url);
    socket.write(
      `POST /v1/jobs${query} HTTP/1.1\r\nHost: localhost\r\nContent-Type: ${type}\r\nContent-Length: 1000000\r\n\r\n`,
    );
    socket.write(body);
    let text = '';
    for await (const chunk of socket) text += String(chunk);
    return text;
  });
}

test.each([
  ['no HTTP', 'HELLO\r\n\r\n', 400, 'malformed-request'],
  [
    'headers of 20 kB',
    `GET / HTTP/1.1\r\nHost: localhost\r\nX: ${'x'.repeat(20_000)}\r\n\r\n`,
    431,
    'headers-too-large',
  ],
  [
    'two lengths',
    'POST /v1/jobs HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n',
    400,
    'malformed-request',
  ],
  ['no Host', 'GET /livez HTTP/1.1\r\n\r\n', 400, 'malformed-request'],
])('what is %s is answered as a problem, and the connection closed', async (_, text, status, code) => {
  const system = await createSystem('postgres');
  try {
    await system.start('api');
    const socket = await openSocket(system.url);
    socket.write(text);
    let answer = '';
    for await (const chunk of socket) answer += String(chunk);
    expect(answer).toMatch(new RegExp(`^HTTP/1\\.1 ${status} `));
    expect(answer).toContain(`"code":"${code}"`);
  } finally {
    await system.stop();
  }
});

test('the stored inputs of an owner take so much and no more, until some are deleted', async () => {
  const system = await createSystem('postgres', { AUTH: 'keys', MAX_STORED_MB_PER_OWNER: '1' });
  try {
    await system.start('api');
    const [ann, bob] = [await keyOf(system, 'ann'), await keyOf(system, 'bob')];
    // About 490 kB: noise cannot be compressed.
    const file = greyPng(700, () => Math.floor(Math.random() * 256));
    const send = (headers: Record<string, string>) => submit(system.url, { file, headers });
    const first = (await (await send(ann)).json()) as { id: string };
    expect((await send(ann)).status).toBe(202);
    await expectProblem(await send(ann), { status: 429, code: 'storage-quota', headers: RETRY_AFTER });
    expect((await send(bob)).status).toBe(202);
    expect((await submit(system.url, { headers: ann })).status).toBe(202);
    const usage = await (await fetch(`${system.url}/v1/usage`, { headers: ann })).json();
    expect(usage).toEqual({
      stored: {
        jobs: 3,
        verified: 0,
        inputBytes: 2 * file.length + SEVEN.length,
        maxInputBytes: 1_048_576,
      },
      waiting: { jobs: 3, maxJobsPerModel: 100_000 },
      lastDay: [{ model: 'digits', succeeded: 0, failed: 0, canceled: 0, unfinished: 3 }],
    });
    await fetch(`${system.url}/v1/jobs/${first.id}`, { method: 'DELETE', headers: ann });
    expect((await send(ann)).status).toBe(202);
  } finally {
    await system.stop();
  }
});
