import type { AddressInfo } from 'node:net';
import { serve } from '@hono/node-server';
import { Hono } from 'hono';
import { Batcher } from '../../worker/batcher.ts';
import { runnerAlone, startCompute } from './compute.ts';

/*
 * The contender `sync`: `POST /v1/jobs?model=` answers with the result. It decodes and infers with the product's own
 * compute children, each sample by itself; `BATCHED` makes it gather them as the product does.
 */

process.on('disconnect', () => process.exit(0));

const { pool, model } = await startCompute();
const batcher = new Batcher(pool);
const runAlone = runnerAlone(pool);
const isBatched = Boolean(process.env['BATCHED']);

const app = new Hono();
app.post('/v1/jobs', async (c) => {
  const bytes = new Uint8Array(await c.req.arrayBuffer());
  const sample = { jobId: '', attempt: 1, bytes, mediaType: c.req.header('Content-Type') ?? '', params: {} };
  const asked = model(c.req.query('model'));
  const output = isBatched ? (await batcher.add(asked, sample)).output : await runAlone(asked, sample);
  return output.ok ? c.json(output.result) : c.json(output.error, 422);
});

const server = serve({ fetch: app.fetch, port: 0, hostname: '127.0.0.1' }, (address: AddressInfo) => {
  process.send?.({ kind: 'ready', url: `http://127.0.0.1:${address.port}` });
});
process.on('SIGTERM', () => {
  server.close();
  void pool.stop().then(() => process.exit(0));
});
