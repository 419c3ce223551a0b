import { Worker } from 'bullmq';
import postgres from 'postgres';
import { connectionOf } from '../../shared/db/client.ts';
import { runnerAlone, startCompute } from './compute.ts';

/* The contender `naive`, its worker: read the row ─ run it alone on the next free child ─ update the row. */

/** Enough to keep the children busy while rows are read and written. */
const CONCURRENCY = 16;

process.on('disconnect', () => process.exit(0));

const { pool, model } = await startCompute();
const sql = postgres({ ...connectionOf(process.env['DATABASE_URL']!), max: 10 });
const runAlone = runnerAlone(pool);

const worker = new Worker<{ id: string }>(
  'naive',
  async ({ data: { id } }) => {
    const [row] = await sql<
      { model: string; input: Buffer }[]
    >`select model, input from jobs where id = ${id}`;
    const sample = { jobId: '', attempt: 1, bytes: row!.input, mediaType: '', params: {} };
    const output = await runAlone(model(row!.model), sample);
    const result = output.ok ? output.result : output.error;
    await sql`
      update jobs set status = ${output.ok ? 'succeeded' : 'failed'}, result = ${sql.json(result)}, finished_at = now()
      where id = ${id}`;
  },
  {
    connection: { url: process.env['REDIS_URL']! },
    concurrency: CONCURRENCY,
    removeOnComplete: { count: 0 },
  },
);
await worker.waitUntilReady();
process.send?.({ kind: 'ready' });
process.on('SIGTERM', () => {
  void Promise.all([worker.close(), sql.end(), pool.stop()]).then(() => process.exit(0));
});
