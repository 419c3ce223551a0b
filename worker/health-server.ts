import { createServer, type IncomingMessage, type Server } from 'node:http';
import { hashToken } from '../shared/access/secret-token.ts';
import type { Config } from '../shared/config.ts';
import type { Worker } from './worker.ts';

/**
 * Serves `/livez`, `/readyz` and `/metrics` of a worker process on `WORKER_PORT`, for orchestrators; a worker
 * answers only once its models are warm. `METRICS_TOKEN` is asked for as by the api. None when the port is not set.
 */
export async function startHealthServer(config: Config, worker: Worker): Promise<Server | undefined> {
  if (config.WORKER_PORT === undefined) return undefined;
  const server = createServer((request, response) => {
    if (request.url === '/metrics' && !showsToken(request, config.METRICS_TOKEN))
      response.writeHead(401, { 'WWW-Authenticate': 'Bearer' }).end();
    else if (request.url === '/metrics')
      worker.readMetrics().then(
        (text) => response.setHeader('Content-Type', 'text/plain; version=0.0.4').end(text),
        () => response.writeHead(500).end(),
      );
    else if (request.url === '/livez' || request.url === '/readyz') response.end('ok\n');
    else response.writeHead(404).end();
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject).listen(config.WORKER_PORT, config.HOST, resolve);
  });
  return server;
}

function showsToken({ headers }: IncomingMessage, wanted: string | undefined): boolean {
  const given = /^Bearer (.+)$/i.exec(headers.authorization ?? '')?.[1] ?? '';
  return wanted === undefined || hashToken(given) === hashToken(wanted);
}
