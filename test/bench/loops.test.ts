import { once } from 'node:events';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, test } from 'vitest';
import { closedLoop } from '../../bench/closed-loop.ts';
import { openLoop } from '../../bench/open-loop.ts';

const servers: Server[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) server.close().closeAllConnections();
});

async function listen(onRequest: RequestListener): Promise<string> {
  const server = createServer(onRequest).listen(0, '127.0.0.1');
  servers.push(server);
  await once(server, 'listening');
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

/** Answers uploads with 202, but what `refuses` wants to; counts them from 1. What is read is not counted. */
function uploads(refuses: (n: number) => 'never' | 'with 500' | 'with nothing'): RequestListener {
  let n = 0;
  return (request, response) => {
    request.resume().on('end', () => {
      if (request.method === 'GET') response.end();
      else {
        const fate = refuses(++n);
        if (fate === 'with nothing') request.socket.destroy();
        else response.writeHead(fate === 'never' ? 202 : 500, { Location: `/v1/jobs/${n}` }).end();
      }
    });
  };
}

const requestOf = () => ({ path: '/', method: 'POST', headers: {}, body: Buffer.from('x') }) as const;

describe('closedLoop', () => {
  test('counts every third request when that is refused', async () => {
    const url = await listen(uploads((n) => (n % 3 === 0 ? 'with 500' : 'never')));
    const { latenciesMs, errors } = await closedLoop(url, requestOf, { connections: 4, count: 30 });
    expect({ good: latenciesMs.length, errors }).toEqual({ good: 20, errors: 10 });
  });

  test('counts a lost connection, and goes on over another', async () => {
    const url = await listen(uploads((n) => (n % 3 === 0 ? 'with nothing' : 'never')));
    const { latenciesMs, errors } = await closedLoop(url, requestOf, { connections: 1, count: 9 });
    expect({ good: latenciesMs.length, errors }).toEqual({ good: 6, errors: 3 });
  });

  test('tells where each accepted job is, and of no other', async () => {
    const url = await listen(uploads((n) => (n === 2 ? 'with 500' : 'never')));
    const locations: (string | undefined)[] = [];
    await closedLoop(url, requestOf, {
      connections: 1,
      count: 3,
      onAnswer: ({ location }) => locations.push(location),
    });
    expect(locations).toEqual(['/v1/jobs/1', '/v1/jobs/3']);
  });

  test('sends as many requests at a time as it has connections, and numbers them', async () => {
    let now = 0;
    let most = 0;
    const seen: string[] = [];
    const url = await listen((request, response) => {
      most = Math.max(most, ++now);
      if (request.url !== '/livez') seen.push(request.url!);
      setImmediate(() => {
        now--;
        response.end();
      });
    });
    await closedLoop(url, (i) => ({ path: `/${i}`, method: 'GET', headers: {} }), {
      connections: 5,
      count: 20,
    });
    expect(most).toBeLessThanOrEqual(5);
    expect(seen.toSorted()).toEqual(Array.from({ length: 20 }, (_, i) => `/${i}`).toSorted());
  });
});

describe('openLoop', () => {
  test('sends what is due and counts what is refused', async () => {
    const url = await listen(uploads((n) => (n % 3 === 0 ? 'with 500' : 'never')));
    let answered = 0;
    const { latenciesMs, errors } = await openLoop(url, requestOf, {
      perSecond: 200,
      forMs: 300,
      onAnswer: () => answered++,
    });
    const sent = latenciesMs.length + errors;
    expect(answered).toBe(latenciesMs.length);
    expect(errors).toBe(Math.floor(sent / 3));
    expect(sent).toBeGreaterThan(30);
    expect(sent).toBeLessThan(100);
  });
});
