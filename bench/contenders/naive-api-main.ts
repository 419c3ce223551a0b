import { randomUUID } from 'node:crypto';
import type { AddressInfo } from 'node:net';
import { serve } from '@hono/node-server';
import { Queue } from 'bullmq';
import { Hono } from 'hono';
import postgres from 'postgres';
import { connectionOf } from '../../shared/db/client.ts';

/* The contender `naive`, its api: insert the row with its input ─ add the job ─ 202. */

const sql = postgres({ ...connectionOf(process.env['DATABASE_URL']!), max: 10 });
const queue = new Queue('naive', { connection: { url: process.env['REDIS_URL']! } });

const app = new Hono();
app.post('/v1/jobs', async (c) => {
  const id = randomUUID();
  const input = Buffer.from(await c.req.arrayBuffer());
  await sql`insert into jobs (id, model, input) values (${id}, ${c.req.query('model') ?? ''}, ${input})`;
  await queue.add('infer', { id }, { jobId: id, removeOnComplete: true, removeOnFail: true });
  return c.json({ id, status: 'queued' }, 202);
});
app.get('/v1/jobs/:id', async (c) => {
  const [row] = await sql`select id, status, result from jobs where id = ${c.req.param('id')}`;
  return row ? c.json(row) : c.notFound();
});

const server = serve({ fetch: app.fetch, port: 0, hostname: '127.0.0.1' }, (address: AddressInfo) => {
  process.send?.({ kind: 'ready', url: `http://127.0.0.1:${address.port}` });
});
process.on('disconnect', () => process.exit(0));
process.on('SIGTERM', () => {
  server.close();
  void Promise.all([queue.close(), sql.end()]).then(() => process.exit(0));
});
