import type { RequestListener } from 'node:http';
import { describe, expect, test } from 'vitest';
import { ALLOW, fetchAll, withServer } from '../../support/guarded-fetch.ts';
import { startReceiver } from '../../support/receiver.ts';

describe('redirects', () => {
  /** A server that redirects `/3` to `/2`, and so on; `/0` answers. */
  const countdown: RequestListener = (request, response) => {
    const left = Number(request.url?.slice(1));
    if (left === 0) response.end('there');
    else response.writeHead(302, { Location: `/${left - 1}` }).end();
  };
  const redirectTo = (location: string): RequestListener => {
    return (_, response) => response.writeHead(302, { Location: location }).end();
  };

  test('are followed three times', async () => {
    await withServer(countdown, async ({ url, connections }) => {
      expect(await fetchAll(`${url}/3`, { allow: ALLOW })).toMatchObject({ text: 'there' });
      expect(connections()).toBe(4);
    });
  });

  test('are not followed a fourth time, nor for ever', async () => {
    await withServer(countdown, async ({ url, connections }) => {
      await expect(fetchAll(`${url}/4`, { allow: ALLOW })).rejects.toMatchObject({ code: 'url-unreachable' });
      expect(connections()).toBe(4);
    });
    await withServer(redirectTo('/'), async ({ url, connections }) => {
      await expect(fetchAll(url, { allow: ALLOW })).rejects.toMatchObject({ code: 'url-unreachable' });
      expect(connections()).toBe(4);
    });
  });

  test('are answers like any other where none may be followed', async () => {
    await withServer(countdown, async ({ url, connections }) => {
      expect(await fetchAll(`${url}/1`, { allow: ALLOW, maxRedirects: 0 })).toMatchObject({ status: 302 });
      expect(connections()).toBe(1);
    });
  });

  test('to what must not be reached are refused', async () => {
    const inside = await startReceiver((_, response) => response.end('secret'));
    try {
      const locations = [
        `http://127.0.0.1:${inside.port}/`,
        `//127.1:${inside.port}/`,
        `http://[::ffff:127.0.0.1]:${inside.port}/`,
        'http://169.254.169.254/latest/meta-data/',
        'http://localhost/',
        'http://user:pass@example.com/',
        'https://example.com:22/',
        'file:///etc/passwd',
        'data:text/plain,x',
        'gopher://127.0.0.1/',
        'http://[',
      ];
      // Only the first server is in a network that the operator has named.
      const resolve = async (host: string) => [host === 'near.example' ? '127.0.0.3' : '127.0.0.1'];
      for (const location of locations) {
        const first = await startReceiver(redirectTo(location), { host: '127.0.0.3' });
        try {
          const url = `http://near.example:${first.port}/`;
          await expect(fetchAll(url, { allow: ['127.0.0.3'], resolve }), location).rejects.toMatchObject({
            code: 'url-not-allowed',
          });
          expect(first.connections()).toBe(1);
        } finally {
          await first.close();
        }
      }
      expect(inside.connections()).toBe(0);
    } finally {
      await inside.close();
    }
  });
});
