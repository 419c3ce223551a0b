import { once } from 'node:events';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { expect, test } from 'vitest';
import { connectBlockingRedis, connectRedis } from '../../shared/redis.ts';

const SILENT = { debug() {}, info() {}, warn() {}, error() {} };

test.each([
  ['for commands', connectRedis],
  ['that blocks', connectBlockingRedis],
])(
  'a connection %s does not wait for as long as a server guesses that it will load',
  async (_, connect) => {
    let looks = 0;
    const isLoading = () => ++looks < 3;
    const sockets = new Set<Socket>();
    const server = createServer((socket) => {
      sockets.add(socket);
      socket.on('error', () => {});
      socket.on('data', (commands) => {
        for (const name of String(commands).matchAll(/\*\d+\r\n\$\d+\r\n(\w+)/g))
          socket.write(name[1]!.toLowerCase() === 'info' ? info(isLoading()) : '+OK\r\n');
      });
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const redis = connect(`redis://127.0.0.1:${(server.address() as AddressInfo).port}`, SILENT);
    const startMs = performance.now();
    try {
      await once(redis, 'ready');
      expect(looks).toBeGreaterThanOrEqual(3);
      expect(performance.now() - startMs).toBeLessThan(5000);
    } finally {
      redis.disconnect();
      for (const socket of sockets) socket.destroy();
      server.close();
    }
  },
  40_000,
);

/** What a server says of itself. */
function info(isLoading: boolean): string {
  const text = isLoading ? 'loading:1\r\nloading_eta_seconds:60\r\n' : 'loading:0\r\n';
  return `$${text.length}\r\n${text}\r\n`;
}
