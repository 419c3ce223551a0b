import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { newJobId } from '../../shared/domain/job-id.ts';
import { createSystem, type System } from '../support/system.ts';

/** Rows of the table that the plans are made on: nearly all ended, a few in each other state. */
const ROWS = 100_000;

let system: System;
beforeAll(async () => {
  system = await createSystem('postgres');
  await system.sql`
    insert into jobs (
      id, owner, model, model_version, status, priority, attempt, params, metadata, input_sha256, input_size_bytes,
      input_media_type, input_store, timings, lease_until, deadline_at, idempotency_key, created_at,
      finished_at, expires_at, result
    )
    select
      (lpad(to_hex(1700000000000 + i), 12, '0') || '7000800000000000' || lpad(to_hex(i % 65536), 4, '0'))::uuid,
      'owner' || i % 10, 'model' || i % 7, '1',
      (case when i % 200 = 0 then 'queued' when i % 500 = 1 then 'running' when i % 100 = 2 then 'failed' else 'succeeded' end)::job_status,
      0, 1, '{}', '{}', 'x', 1, 'image/png', 'inline', '{}',
      case when i % 500 = 1 then now() + interval '1 minute' end,
      case when i % 1000 = 0 then now() + interval '1 minute' end,
      case when i % 10 = 0 then 'key' || i end, now(),
      case when i % 200 <> 0 and i % 500 <> 1 then now() end,
      case when i % 200 <> 0 and i % 500 <> 1 then now() + interval '7 days' end,
      case when i % 200 <> 0 and i % 500 <> 1 and i % 100 <> 2 then '{}'::jsonb end
    from generate_series(1, ${ROWS}) as i`;
  await system.sql`insert into job_inputs (job_id, bytes) select id, '\\x00' from jobs`;
  await system.sql`analyze jobs`;
  await system.sql`analyze job_inputs`;
}, 120_000);
afterAll(() => system.stop());

const id = newJobId();
const ids = `array['${id}', '${newJobId()}']::uuid[]`;

/** Each statement of the product that runs per job, per request or per second, as it selects its rows. */
const QUERIES: Record<string, string> = {
  'claim-jobs': `select id from jobs where id = any(${ids}) and status = 'queued' and due_at <= now() order by id for update`,
  'claim-jobs, inputs': `select j.id, i.bytes from jobs j left join job_inputs i on i.job_id = j.id where j.id = any(${ids})`,
  'settle-attempts, renew-leases': `select jobs.id from jobs join unnest(${ids}, array[1, 1]) as e (id, attempt) using (id, attempt) where jobs.status = 'running' order by jobs.id for update of jobs`,
  'find-jobs, find-seqs': `select * from jobs where id = any(${ids})`,
  'find-input': `select bytes from job_inputs where job_id = '${id}'`,
  'find-by-idempotency-key': `select * from jobs where owner = 'owner1' and idempotency_key = 'key10'`,
  'cancel-job, delete-job': `select * from jobs where id = '${id}' and owner = 'owner1'`,
  'list-jobs': `select * from jobs where owner = 'owner1' order by id desc limit 51`,
  'list-jobs, next page': `select * from jobs where owner = 'owner1' and id < '${id}' order by id desc limit 51`,
  'list-jobs by model': `select * from jobs where owner = 'owner1' and model = 'model3' order by id desc limit 51`,
  'list-jobs, failed': `select * from jobs where owner = 'owner1' and status = 'failed' and finished_at is not null and result is null order by id desc limit 51`,
  'list-jobs, queued': `select * from jobs where owner = 'owner1' and status = 'queued' and finished_at is null order by id desc limit 51`,
  'queue-position': `select 1 from jobs where model = 'model1' and finished_at is null and status = 'queued' and (priority, id) < (0::smallint, '${id}'::uuid) limit 10000`,
  'queue-depths': `select model, status, queued_at from jobs where finished_at is null`,
  'requeue-lost-attempts': `select id from jobs where finished_at is null and status = 'running' and lease_until < now() order by id limit 2000 for update skip locked`,
  'take-unheard-jobs': `select id from jobs where model = 'model1' and finished_at is null and status = 'queued' and due_at < now() - interval '5 s' order by priority, id limit 2000 for update skip locked`,
  'fail-missed-deadlines': `select id from jobs where finished_at is null and status = 'queued' and deadline_at is not null and deadline_at < now() order by id limit 2000 for update skip locked`,
  'delete-expired-jobs': `select id from jobs where expires_at is not null and expires_at < now() order by expires_at limit 2000 for update skip locked`,
  'find-missing-jobs': `select id from unnest(${ids}) as t (id) where not exists (select 1 from jobs where jobs.id = t.id)`,
};

describe('on a table of 100,000 jobs', () => {
  test.each(Object.entries(QUERIES))('%s reads by index alone', async (_, query) => {
    const plan = (await system.sql.unsafe(`explain ${query}`))
      .map((row) => String(row['queryPlan']))
      .join('\n');
    expect(plan).not.toMatch(/Seq Scan on (jobs|job_inputs)/);
  });
});
