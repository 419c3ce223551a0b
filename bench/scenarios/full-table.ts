import type { Ours } from '../contenders/ours.ts';
import { drawings } from '../drawings.ts';
import { runJobs } from '../run-jobs.ts';
import { uploadsOf } from '../uploads.ts';
import type { Scenario } from './scenario.ts';

/** Whether a system that has run for long is as fast as a new one. */
export const fullTable: Scenario = {
  title: 'Throughput on a full table',
  about:
    'Drawings of 28 × 28 pixels over 256 connections for two seconds, on an empty table and on one with 100,000 finished jobs and 50,000 queued ones of a model that no worker serves. The rows are copies of one that was really run.',
  headline: 'jobsPerSecond',
  weight: { start: 12, round: 7 },
  async start(bench) {
    const models = [{ from: 'digits' }] as const;
    const [empty, full] = [await bench.startOurs(models), await bench.startOurs(models)];
    const requestOf = uploadsOf(await drawings(), 'digits');
    await runJobs(bench.servers, full, requestOf, { connections: 1, count: 1 });
    await fill(full, { finished: bench.size(100_000, 10_000), queued: bench.size(50_000, 5000) });
    return [
      { name: 'empty table', ours: empty },
      { name: 'full table', ours: full },
    ].map(({ name, ours }) => ({
      name,
      measure: (extent) =>
        runJobs(bench.servers, ours, requestOf, {
          connections: 256,
          forMs: extent === 'warm-up' ? bench.size(1000, 200) : bench.size(2000, 400),
        }),
    }));
  },
};

/** What differs in a copy: it is another job, and nobody serves its model. Of ones that are queued, nothing came yet. */
const FINISHED = { id: 'numbers.id', model: "'absent'" };
const QUEUED = {
  ...FINISHED,
  status: "'queued'",
  attempt: '0',
  seq: '1',
  result: 'null',
  receipt: 'null',
  timings: `'{"acceptMs": 1}'`,
  started_at: 'null',
  finished_at: 'null',
  expires_at: 'null',
};

/** Copies the one job that is there, with its input: so the rows are as wide as real ones. */
async function fill(
  { sql }: Ours,
  { finished, queued }: { finished: number; queued: number },
): Promise<void> {
  const columns = await sql<{ name: string }[]>`
    select attname as name from pg_attribute
    where attrelid = 'jobs'::regclass and attnum > 0 and not attisdropped order by attnum`;
  await sql`create temporary table pattern as select * from jobs limit 1`;
  await copy(FINISHED, 1, finished);
  await copy(QUEUED, finished + 1, finished + queued);
  await sql`vacuum analyze jobs, job_inputs`;

  async function copy(changes: Readonly<Record<string, string>>, from: number, to: number): Promise<void> {
    const values = columns.map(({ name }) => changes[name] ?? `pattern.${name}`);
    await sql.unsafe(`
      with numbers as materialized (
        select (
          lpad(to_hex(1700000000000 + i), 12, '0') || '7' || substr(replace(gen_random_uuid()::text, '-', ''), 14)
        )::uuid as id
        from generate_series(${from}, ${to}) as i
      ), inputs as (
        insert into job_inputs (job_id, bytes)
        select numbers.id, bytes from numbers, pattern join job_inputs on job_id = pattern.id
      )
      insert into jobs select ${values.join(', ')} from numbers, pattern`);
  }
}
