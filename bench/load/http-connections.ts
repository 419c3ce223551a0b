import { Client } from 'undici';
import { type HttpAnswer, HttpExchange, type HttpRequest, NotSent } from './http-exchange.ts';
import { WaitingLine } from './waiting-line.ts';

/** Connections to one server; each carries one request at a time. */
export type Connections = {
  /** Rejects when the connection breaks; is never sent again by itself. Waits in line for a connection. */
  request(request: HttpRequest): Promise<HttpAnswer>;
  /** Breaks off all that is under way. */
  close(): Promise<void>;
};

/**
 * Opens connections as they are needed, at most `most`; then requests wait for one, first come first served.
 *
 * @param timeoutMs how long an answer may take; 0: for ever, because a limit costs a timer per request
 */
export function openConnections(
  url: string,
  { most, timeoutMs = 0 }: { most: number; timeoutMs?: number },
): Connections {
  const { origin, pathname } = new URL(url);
  const prefix = pathname === '/' ? '' : pathname;
  const clients: Client[] = [];
  const idle: Client[] = [];
  const line = new WaitingLine<HttpExchange>();
  let isClosed = false;

  const take = (): Client | undefined => {
    const client = idle.pop();
    if (client || clients.length >= most) return client;
    const opened = new Client(origin, {
      pipelining: 1,
      headersTimeout: timeoutMs,
      bodyTimeout: timeoutMs,
      connectTimeout: 30_000,
    });
    clients.push(opened);
    return opened;
  };
  const start = (client: Client): void => {
    for (let next = line.shift(); next; next = line.shift()) if (next.sendOn(client)) return;
    idle.push(client);
  };

  return {
    request: (request) =>
      new Promise((resolve, reject) => {
        if (isClosed) throw new NotSent('The connections are closed');
        line.push(new HttpExchange(prefix, request, { resolve, reject, release: start }));
        const client = take();
        if (client) start(client);
      }),
    async close() {
      isClosed = true;
      for (let next = line.shift(); next; next = line.shift()) next.giveUp();
      await Promise.all(clients.map((client) => client.destroy()));
    },
  };
}
