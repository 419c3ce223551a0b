import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';

/** Where a proxy goes on to: a port of this machine, or a Unix socket. */
export type ProxyTarget = { readonly port: number } | { readonly path: string };

type Pair = { readonly near: Socket; readonly far: Socket; greeting: Buffer };

/**
 * A way to a server that can fall silent: connections stay open and new ones are taken, and nothing comes through until
 * it heals. As a network would, it loses nothing meanwhile.
 */
export class TcpProxy {
  readonly #server: Server;
  readonly #pairs = new Set<Pair>();
  #isSilent: (greeting: Buffer) => boolean = () => false;

  private constructor(server: Server) {
    this.#server = server;
  }

  /** Opens one on a free port. */
  static async open(target: ProxyTarget): Promise<TcpProxy> {
    const server = createServer((near) => proxy.#join(near, connect(target)));
    const proxy = new TcpProxy(server);
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return proxy;
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  /** Lets nothing through any more, either way, on connections that began with certain bytes; on all by default. */
  silence(isSilent: (greeting: Buffer) => boolean = () => true): void {
    this.#isSilent = isSilent;
    for (const { near, far, greeting } of this.#pairs) if (isSilent(greeting)) near.pause() && far.pause();
  }

  /** Lets everything through again, what has come meanwhile included. */
  heal(): void {
    this.#isSilent = () => false;
    for (const { near, far } of this.#pairs) near.resume() && far.resume();
  }

  /** Cuts all connections. */
  close(): void {
    this.#server.close();
    for (const { near, far } of this.#pairs) near.destroy() && far.destroy();
  }

  #join(near: Socket, far: Socket): void {
    const pair: Pair = { near, far, greeting: Buffer.alloc(0) };
    this.#pairs.add(pair);
    near.on('data', (chunk) => {
      if (pair.greeting.length === 0) {
        pair.greeting = chunk;
        if (this.#isSilent(chunk)) near.pause() && far.pause();
      }
      far.write(chunk);
    });
    far.on('data', (chunk) => near.write(chunk));
    for (const [one, other] of [
      [near, far],
      [far, near],
    ] as const) {
      one.on('error', () => other.destroy());
      one.on('close', () => {
        other.destroy();
        this.#pairs.delete(pair);
      });
    }
  }
}
