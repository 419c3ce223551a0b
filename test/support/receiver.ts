import { once } from 'node:events';
import { createServer, type IncomingMessage, type RequestListener, type Server } from 'node:http';
import { type AddressInfo, createServer as createTcpServer, type Socket } from 'node:net';

/** A local HTTP server that counts who connects. */
export type Receiver = {
  readonly url: string;
  readonly port: number;
  /** Connections so far, also of those that sent nothing. */
  readonly connections: () => number;
  close(): Promise<void>;
};

/**
 * Starts a server on an address of this machine.
 *
 * @param options `ports`: takes the first that is free; any free one when not given
 */
export async function startReceiver(
  answer: RequestListener,
  { host = '127.0.0.1', ports = [0] }: { host?: string; ports?: readonly number[] } = {},
): Promise<Receiver> {
  const sockets = new Set<Socket>();
  let connections = 0;
  const server = createServer(answer).on('connection', (socket: Socket) => {
    connections++;
    sockets.add(socket);
    // Clients that are cut off are the point of many a test.
    socket.on('error', () => {}).on('close', () => sockets.delete(socket));
  });
  await listenOnOneOf(server, ports, host);
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://${host.includes(':') ? '127.0.0.1' : host}:${port}`,
    port,
    connections: () => connections,
    async close() {
      const closed = once(server, 'close');
      server.close();
      for (const socket of sockets) socket.destroy();
      await closed;
    },
  };
}

/** Starts a server on 127.0.0.1 that says what no HTTP server would. */
export async function startTalker(
  talk: (socket: Socket) => void,
): Promise<{ port: number; close(): Promise<void> }> {
  const sockets: Socket[] = [];
  const server = createTcpServer((socket) => {
    sockets.push(socket);
    talk(socket.on('error', () => {}));
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    port,
    async close() {
      const closed = once(server, 'close');
      server.close();
      for (const socket of sockets) socket.destroy();
      await closed;
    },
  };
}

async function listenOnOneOf(server: Server, ports: readonly number[], host: string): Promise<void> {
  for (const port of ports) {
    const isUp = await new Promise<boolean>((resolve) => {
      server.once('error', () => resolve(false)).listen(port, host, () => resolve(true));
    });
    if (isUp) return;
  }
  throw new Error(`None of the ports ${ports.join(', ')} is free`);
}

/** The whole body of a request. */
export async function textOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('utf8');
}
