import { afterAll, beforeAll, describe, expect, it, test } from 'vitest';
import { freePort } from '../../support/free-port.ts';
import { ALLOW, fetchAll, withServer } from '../../support/guarded-fetch.ts';
import { type Receiver, startReceiver, startTalker } from '../../support/receiver.ts';

describe('a server on this machine, on a port that is open to all', () => {
  let server: Receiver;
  beforeAll(async () => {
    server = await startReceiver((_, response) => response.end('secret'), {
      host: '::',
      ports: [8080, 8443, 80, 443],
    });
  });
  afterAll(() => server.close());

  test('answers those whose operator has named its network', async () => {
    expect(await fetchAll(`http://127.0.0.1:${server.port}/`, { allow: ALLOW })).toMatchObject({
      status: 200,
      text: 'secret',
      isTrusted: true,
    });
    const resolve = async () => ['127.0.0.1'];
    expect(await fetchAll(`http://a.example:${server.port}/`, { allow: ALLOW, resolve })).toMatchObject({
      text: 'secret',
    });
  });

  const LITERALS = [
    ...[
      '127.0.0.1',
      '127.1',
      '127.0.1',
      '2130706433',
      '0x7f000001',
      '0x7f.1',
      '0177.0.0.1',
      '017700000001',
      '0',
    ],
    ...[
      '0.0.0.0',
      '127.0.0.1.',
      '127.127.127.127',
      '①②⑦.⓪.⓪.①',
      '127。0。0。1',
      '%31%32%37.0.0.1',
      'localhost',
    ],
    ...[
      'LOCALHOST',
      'localhost.',
      'a.localhost',
      'ⓛⓞⓒⓐⓛⓗⓞⓢⓣ',
      '[::1]',
      '[::]',
      '[0:0:0:0:0:0:0:1]',
      '[::ffff:127.0.0.1]',
    ],
    ...['[::ffff:7f00:1]', '[::127.0.0.1]', '[64:ff9b::127.0.0.1]', '[2002:7f00:1::]', 'user:pass@127.0.0.1'],
    ...['example.com@127.0.0.1', '127.0.0.1\\@example.com', '[::ffff:0:127.0.0.1]'],
  ];
  const NAMES = [
    ...['127.0.0.1', '0.0.0.0', '127.9.9.9', '::1', '::', '::ffff:127.0.0.1', '::ffff:7f00:1', '::127.0.0.1'],
    ...['64:ff9b::7f00:1', '2002:7f00:1::', 'fe80::1%lo'],
  ];

  test('is never connected to by anybody else', async () => {
    const before = server.connections();
    for (const host of LITERALS)
      await expect(fetchAll(`http://${host}:${server.port}/`, { allow: [] }), host).rejects.toMatchObject({
        code: 'url-not-allowed',
      });
    for (const address of NAMES)
      for (const addresses of [[address], ['93.184.216.34', address], [address, '93.184.216.34']])
        await expect(
          fetchAll(`http://a.example:${server.port}/`, { allow: [], resolve: async () => addresses }),
          address,
        ).rejects.toMatchObject({ code: 'url-not-allowed' });
    expect(server.connections()).toBe(before);
  });

  test('is not reached by a name that has a public address at first and 127.0.0.1 later', async () => {
    const before = server.connections();
    let asked = 0;
    // A black hole of AS112: whatever it answers, if anything, is not what is asked here.
    const resolve = async () => (asked++ === 0 ? ['192.31.196.1'] : ['127.0.0.1']);
    const url = `http://a.example:${server.port}/`;
    const answer = await fetchAll(url, { allow: [], resolve, timeoutMs: 300 }).catch(() => undefined);
    expect(answer?.text).not.toBe('secret');
    expect([asked, server.connections()]).toEqual([1, before]);
  });

  test('tells nobody by a message where a name leads', async () => {
    const resolve = async () => ['10.1.2.3'];
    const error = (await fetchAll(`http://a.example:${server.port}/`, { allow: [], resolve }).catch(
      (e: Error) => e,
    )) as Error;
    expect(error.message).toBe('input.url: the host is not one of the public internet');
  });
});

describe('a request to what somebody else has named', () => {
  it('goes to the address that was checked, whatever DNS says next, and names the host', async () => {
    const hosts: unknown[] = [];
    const right = await startReceiver(
      (request, response) => {
        hosts.push(request.headers.host, request.headers['accept-encoding'], request.headers.connection);
        response.end('right');
      },
      { host: '127.0.0.2' },
    );
    const wrong = await startReceiver((_, response) => response.end('wrong'), { ports: [right.port] });
    try {
      const answers = [['127.0.0.2'], ['127.0.0.1']];
      const resolve = async () => answers.shift() ?? [];
      const url = `http://a.example:${right.port}/`;
      expect(await fetchAll(url, { allow: ALLOW, resolve })).toMatchObject({ text: 'right' });
      expect(hosts).toEqual([`a.example:${right.port}`, 'identity', 'close']);
      expect([wrong.connections(), answers.length]).toEqual([0, 1]);
    } finally {
      await Promise.all([right.close(), wrong.close()]);
    }
  });

  it('names the host in the TLS handshake as well', async () => {
    const hellos: Buffer[] = [];
    const { port, close } = await startTalker((socket) => {
      socket.on('data', (chunk) => {
        hellos.push(chunk);
        socket.destroy();
      });
    });
    try {
      const resolve = async () => ['127.0.0.1'];
      await expect(
        fetchAll(`https://hooks.example:${port}/`, { allow: ALLOW, resolve }),
      ).rejects.toMatchObject({ code: 'url-unreachable' });
      expect(Buffer.concat(hellos).toString('latin1')).toContain('hooks.example');
    } finally {
      await close();
    }
  });

  it.each([
    ['a host without an address', async () => []],
    ['a host that DNS does not know', async () => Promise.reject(new Error('ENOTFOUND a.example 10.0.0.53'))],
  ])('is url-unreachable for %s, with nothing of why', async (_, resolve) => {
    await expect(fetchAll('https://a.example/', { allow: [], resolve })).rejects.toMatchObject({
      code: 'url-unreachable',
      message: 'input.url: the host has no address',
    });
  });

  it('is url-unreachable where nobody listens', async () => {
    const url = `http://127.0.0.1:${await freePort()}/`;
    await expect(fetchAll(url, { allow: ALLOW })).rejects.toMatchObject({
      code: 'url-unreachable',
      message: 'input.url: there is no server, or it does not speak HTTP',
    });
  });

  it('goes by http and to odd ports only where all addresses are of the operator’s networks', async () => {
    await withServer(
      (_, response) => response.end('ok'),
      async ({ port, connections }) => {
        const url = `http://a.example:${port}/`;
        const to = (...addresses: string[]) => ({
          allow: ALLOW,
          purpose: 'webhook' as const,
          resolve: async () => addresses,
        });
        expect(await fetchAll(url, to('127.0.0.1'))).toMatchObject({ text: 'ok' });
        await expect(fetchAll(url, to('127.0.0.1', '93.184.216.34'))).rejects.toMatchObject({
          code: 'url-not-allowed',
          message: 'webhook.url: must begin with https://',
        });
        expect(connections()).toBe(1);
      },
    );
  });
});
