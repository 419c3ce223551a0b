import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { getRequestListener } from '@hono/node-server';
import type { Env, Hono } from 'hono';
import { LONGEST_REQUEST_MS } from '../shared/domain/longest-request.ts';
import type { Log } from '../shared/log.ts';
import { within } from '../shared/within.ts';
import { answerClientError, answerOutsideApp, refuseConnect } from './client-error.ts';

/** A client that is slower than this with its headers is let go. */
const HEADERS_TIMEOUT_MS = 10_000;
/** Longer than the usual 60 s of a balancer, so that it is never the api that closes first. */
const KEEP_ALIVE_TIMEOUT_MS = 65_000;
/** An api that was told to stop a moment ago may still hold the port. */
const PORT_PATIENCE_MS = 3000;
/** A burst of new connections waits here; what does not fit would try again only after a second. */
const BACKLOG = 4096;
/** How often the two time-outs are looked at. */
const CONNECTIONS_CHECKED_EVERY_MS = 2000;

/** An app that is listened for. */
export type HttpServer = {
  readonly url: string;
  /** Takes no more connections, and lets those that there are have their answers for at most `graceMs`. */
  close(graceMs: number): Promise<void>;
};

/**
 * Listens for an app.
 *
 * @param options `port`: 0 takes any free one; `variable` is what somebody sets to have another
 * @throws Error that says how to go on when the port stays taken
 */
export async function openServer(
  app: Pick<Hono<Env>, 'fetch'>,
  { host, port, variable, log }: { host: string; port: number; variable: string; log: Log },
): Promise<HttpServer> {
  const server = createServer(
    {
      headersTimeout: HEADERS_TIMEOUT_MS,
      requestTimeout: LONGEST_REQUEST_MS,
      keepAliveTimeout: KEEP_ALIVE_TIMEOUT_MS,
      connectionsCheckingInterval: CONNECTIONS_CHECKED_EVERY_MS,
      // Node's own refusal would say nothing.
      requireHostHeader: false,
    },
    getRequestListener(app.fetch, { errorHandler: answerOutsideApp(log) }),
  );
  server.on('clientError', answerClientError).on('connect', refuseConnect);
  // Nothing but `100-continue` can be expected, and what else is may be ignored (RFC 9110, 10.1.1).
  server.on('checkExpectation', (request, response) => server.emit('request', request, response));
  await listen(server, { host, port, variable });
  return {
    url: urlOf(host, (server.address() as AddressInfo).port),
    async close(graceMs) {
      const closed = new Promise((resolve) => server.close(resolve));
      // Again and again: a connection that is answering now is idle only later, and `close` does not look again.
      const closing = setInterval(() => server.closeIdleConnections(), 50);
      await within(graceMs, closed);
      clearInterval(closing);
      server.closeAllConnections();
    },
  };
}

async function listen(
  server: Server,
  { host, port, variable }: { host: string; port: number; variable: string },
): Promise<void> {
  const deadline = Date.now() + PORT_PATIENCE_MS;
  for (;;) {
    try {
      await new Promise<void>((resolve, reject) => {
        server.once('error', reject).listen({ port, host, backlog: BACKLOG }, () => {
          server.off('error', reject);
          resolve();
        });
      });
      return;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EADDRINUSE') throw error;
      if (Date.now() > deadline)
        throw new Error(`Port ${port} is taken; set ${variable} to another`, { cause: error });
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }
}

function urlOf(host: string, port: number): string {
  const name = ['127.0.0.1', '0.0.0.0', '::', '::1'].includes(host) ? 'localhost' : host;
  return `http://${name}:${port}`;
}
