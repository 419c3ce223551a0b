import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { expect, test } from 'vitest';
import { connectDatabase } from '../../../shared/db/client.ts';

/** Eight failures in a row, after which postgres.js' own pauses would be at 20 s. */
const ATTEMPTS = 8;

test('a database that stays away is tried at least once a second', async () => {
  const attempts: number[] = [];
  const server = createServer((socket) => {
    attempts.push(Date.now());
    socket.resetAndDestroy();
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const { sql, close } = connectDatabase(`postgres://postgres@127.0.0.1:${port}/x`, {
    max: 1,
    name: 'penstock-test',
  });
  try {
    while (attempts.length < ATTEMPTS) await sql`select 1`.catch(() => {});
    const pauses = attempts.slice(1).map((at, index) => at - attempts[index]!);
    expect(Math.max(...pauses)).toBeLessThan(1500);
  } finally {
    await close(0);
    server.close();
  }
});
