import type { RequestListener } from 'node:http';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import type { OutboundRequest } from '../../../shared/outbound/guarded-request.ts';
import { ALLOW, fetchAll, withServer } from '../../support/guarded-fetch.ts';
import { startTalker } from '../../support/receiver.ts';

describe('an answer that is no good', () => {
  const failing = (answer: RequestListener, more: Partial<OutboundRequest> = {}) =>
    withServer(answer, async ({ url }) => {
      const startedAt = Date.now();
      const error = (await fetchAll(url, { allow: ALLOW, ...more }).then(
        () => new Error('It was accepted'),
        (e: Error) => e,
      )) as Error & { code?: string };
      return { code: error.code, message: error.message, tookMs: Date.now() - startedAt };
    });

  it('that never ends is cut at its limit', async () => {
    let sent = 0;
    const { code } = await failing((_, response) => {
      const pour = () => {
        while (!response.destroyed && sent < 1e9 && response.write(Buffer.alloc(65_536))) sent += 65_536;
      };
      response.on('drain', pour);
      pour();
    });
    expect(code).toBe('content-too-large');
    expect(sent).toBeLessThan(50_000_000);
  });

  it('that says how large it is is refused before it comes', async () => {
    const { code } = await failing((_, response) => {
      response.writeHead(200, { 'Content-Length': 10_000_000_000 });
      response.write('x');
    });
    expect(code).toBe('content-too-large');
  });

  it.each([
    ['drips', (response: { write: (text: string) => unknown }) => response.write('x')],
    ['says nothing more', () => {}],
  ])('that %s is cut when its time is over', async (_, drip) => {
    const answer: RequestListener = (_request, response) => {
      response.write('x');
      const timer = setInterval(() => drip(response), 20);
      response.on('close', () => clearInterval(timer));
    };
    const { code, tookMs } = await failing(answer, { timeoutMs: 300 });
    expect(code).toBe('url-timeout');
    expect(tookMs).toBeLessThan(3000);
  });

  it('that never begins is given up when its time is over, or when nobody wants it any more', async () => {
    expect(await failing(() => {}, { timeoutMs: 200 })).toMatchObject({ code: 'url-timeout' });
    expect(await failing(() => {}, { signal: AbortSignal.timeout(100) })).toMatchObject({
      code: 'url-unreachable',
      message: 'input.url: was given up',
    });
    expect(await failing(() => {}, { signal: AbortSignal.abort() })).toMatchObject({
      code: 'url-unreachable',
    });
  });

  it('is given up in DNS already', async () => {
    const resolve = () => new Promise<string[]>(() => {});
    await expect(
      fetchAll('https://a.example/', { allow: [], resolve, timeoutMs: 100 }),
    ).rejects.toMatchObject({
      code: 'url-timeout',
    });
  });

  it('that is compressed is refused, and never inflated', async () => {
    const bomb = gzipSync(Buffer.alloc(10_000_000));
    const { code, message } = await failing((_, response) => {
      response.writeHead(200, { 'Content-Encoding': 'gzip' }).end(bomb);
    });
    expect(code).toBe('url-unreachable');
    expect(message).toMatch(/compressed/);
  });

  it.each([
    ['that has huge headers', `HTTP/1.1 200 OK\r\nX-A: ${'a'.repeat(40_000)}\r\n\r\n`],
    ['that is not HTTP', '-ERR unknown command\r\n'],
    ['that is cut', 'HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nabc'],
    ['that is nothing', ''],
    ['that upgrades', 'HTTP/1.1 101 Switching Protocols\r\nConnection: upgrade\r\nUpgrade: x\r\n\r\n'],
  ])('%s is url-unreachable, and nothing of it is told', async (_, answer) => {
    const { port, close } = await startTalker((socket) => void socket.end(answer));
    try {
      const url = `http://127.0.0.1:${port}/`;
      const error = (await fetchAll(url, { allow: ALLOW }).catch((e: Error) => e)) as Error;
      expect(error).toMatchObject({ code: 'url-unreachable' });
      expect((error.cause as NodeJS.ErrnoException).code).not.toBe('ECONNREFUSED');
      expect(error.message).not.toMatch(/aaa|ERR|abc|127/);
    } finally {
      await close();
    }
  });
});
