import { createServer, type Server } from 'node:http';
import type { Config } from '../shared/config.ts';
import type { Worker } from './worker.ts';

/**
 * Serves `/livez`, `/readyz` and `/metrics` of a worker process on `WORKER_PORT`, for orchestrators; a worker
 * answers only once its models are warm. None when the port is not set.
 */
export async function startHealthServer(config: Config, worker: Worker): Promise<Server | undefined> {
  if (config.WORKER_PORT === undefined) return undefined;
  const server = createServer((request, response) => {
    if (request.url === '/metrics')
      void worker
        .readMetrics()
        .then((text) => response.setHeader('Content-Type', 'text/plain; version=0.0.4').end(text));
    else if (request.url === '/livez' || request.url === '/readyz') response.end('ok\n');
    else response.writeHead(404).end();
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject).listen(config.WORKER_PORT, config.HOST, resolve);
  });
  return server;
}
