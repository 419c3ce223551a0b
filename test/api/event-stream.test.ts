import { once } from 'node:events';
import { createServer, get, type ServerResponse } from 'node:http';
import { expect, it } from 'vitest';
import { clientLeaves } from '../../api/client-leaves.ts';
import { EventStream } from '../../api/event-stream.ts';
import { freePort } from '../support/free-port.ts';

it('lets nobody wait for a client that went before its stream was made', async () => {
  const server = createServer();
  const port = await freePort();
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  const asking = get(`http://127.0.0.1:${port}`).on('error', () => {});
  const [, response] = (await once(server, 'request')) as [unknown, ServerResponse];
  asking.destroy();
  await once(response, 'close');

  expect(clientLeaves({ env: { outgoing: response } } as Parameters<typeof clientLeaves>[0]).aborted).toBe(
    true,
  );
  const events = new EventStream(response);
  await events.send('data: 1\n\n');
  events.end();
  server.close();
  await once(server, 'close');
});
