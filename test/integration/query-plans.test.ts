import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { newJobId } from '../../shared/domain/job-id.ts';
import { createSystem, type System } from '../support/system.ts';

/** Rows of the table that the plans are made on: nearly all ended, a few in each other state. */
const ROWS = 100_000;

const BATCH = newJobId();
const COLLECTIONS = [newJobId(), newJobId()];

let system: System;
beforeAll(async () => {
  system = await createSystem('postgres');
  await system.sql`
    insert into jobs (
      id, owner, model, model_version, status, priority, attempt, params, metadata, input_sha256, input_size_bytes,
      input_media_type, input_store, timings, lease_until, deadline_at, idempotency_key, created_at,
      finished_at, expires_at, result, collection_id, tally, verified_at,
      batch_id, batch_position
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
      case when i % 200 <> 0 and i % 500 <> 1 and i % 100 <> 2 then '{}'::jsonb end,
      case when i % 50 = 0 then ${COLLECTIONS[0]!}::uuid when i % 50 = 1 then ${COLLECTIONS[1]!}::uuid end,
      case when i % 100 = 3 then '[]'::jsonb end, case when i % 100 = 3 then now() end,
      case when i % 20 = 4 then ${BATCH}::uuid end, case when i % 20 = 4 then i end
    from generate_series(1, ${ROWS}) as i`;
  await system.sql`insert into job_inputs (job_id, bytes) select id, '\\x00' from jobs`;
  await system.sql`
    insert into webhook_deliveries (owner, job_id, event, url, due_at, finished_at, status)
    select owner, id, 'job.succeeded', 'https://a' || right(id::text, 1) || '.example/', now(),
      case when finished_at is not null then now() end, 'delivered'
    from jobs`;
  await system.sql`analyze webhook_deliveries`;
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
  'list-jobs of a collection': `select * from jobs where owner = 'owner0' and collection_id = '${COLLECTIONS[0]}' order by id desc limit 51`,
  'list-collections, counts': `select (select count(*) from jobs where collection_id = c.id), (select count(distinct input_sha256) from jobs where collection_id = c.id), (select count(*) from jobs where collection_id = c.id and verified_at is not null) from (values ('${COLLECTIONS[0]}'::uuid)) as c (id)`,
  'remove-some of a collection': `select id from jobs where collection_id = '${COLLECTIONS[0]}' and collection_id is not null order by id limit 1000 for update`,
  'list-jobs of a batch': `select * from jobs where owner = 'owner4' and batch_id = '${BATCH}' order by id desc limit 51`,
  'list-batch-jobs': `select * from jobs where batch_id = '${BATCH}' and batch_id is not null and batch_position > 40 order by batch_position limit 200`,
  'count-batches': `select status, finished_at from jobs where batch_id = '${BATCH}' and batch_id is not null`,
  'cancel-batch': `select id from jobs where batch_id = '${BATCH}' and batch_id is not null and status in ('queued', 'running') order by id for update`,
  'list-verified': `select * from jobs where owner = 'owner3' and verified_at is not null and id > '00000000-0000-0000-0000-000000000000' order by id limit 200`,
  'list-verified of a collection': `select * from jobs where owner = 'owner3' and verified_at is not null and id > '00000000-0000-0000-0000-000000000000' and collection_id = '${COLLECTIONS[0]}' order by id limit 200`,
  'list-jobs, verified': `select * from jobs where owner = 'owner3' and verified_at is not null order by id desc limit 51`,
  'find-confusion': `select tally from jobs where owner = 'owner1' and model = 'model3' and model_version = '1' and tally is not null`,
  'list-jobs, failed': `select * from jobs where owner = 'owner1' and status = 'failed' and finished_at is not null and result is null order by id desc limit 51`,
  'list-jobs, queued': `select * from jobs where owner = 'owner1' and status = 'queued' and finished_at is null order by id desc limit 51`,
  'queue-position': `select 1 from jobs where model = 'model1' and finished_at is null and status = 'queued' and (rank, id) < (0::smallint, '${id}'::uuid) limit 10000`,
  'queue-depths': `select model, status, queued_at from jobs where finished_at is null`,
  'requeue-lost-attempts': `select id from jobs where finished_at is null and status = 'running' and lease_until < now() order by id limit 2000 for update skip locked`,
  'take-unheard-jobs': `select id from jobs where model = 'model1' and rank = 3 and finished_at is null and status = 'queued' and waits_for is null and due_at < now() - interval '5 s' order by id limit 2000 for update skip locked`,
  'fail-missed-deadlines': `select id from jobs where finished_at is null and status = 'queued' and deadline_at is not null and deadline_at < now() order by id limit 2000 for update skip locked`,
  'delete-expired-jobs': `select id from jobs where expires_at is not null and expires_at < now() and collection_id is null and verified_at is null order by expires_at limit 2000 for update skip locked`,
  'take-due-deliveries': `select id, due_at, split_part(url, '/', 3) from webhook_deliveries where finished_at is null and due_at <= now() and split_part(url, '/', 3) <> all('{}'::text[]) order by due_at limit 1000`,
  'find-delivery, settle-delivery': `select * from webhook_deliveries where id = '${id}' and owner = 'owner1'`,
  'list-deliveries': `select * from webhook_deliveries where owner = 'owner1' order by created_at desc, id desc limit 51`,
  'list-deliveries, next page': `select * from webhook_deliveries where owner = 'owner1' and (created_at, id) < (now(), '${id}'::uuid) order by created_at desc, id desc limit 51`,
  'list-deliveries of a job': `select * from webhook_deliveries where owner = 'owner1' and job_id = '${id}' order by created_at desc, id desc limit 51`,
  'delete-job, deliveries': `select id from webhook_deliveries where job_id in (select id from jobs where id = '${id}')`,
  'find-missing-jobs': `select id from unnest(${ids}) as t (id) where not exists (select 1 from jobs where jobs.id = t.id)`,
};

describe('on a table of 100,000 jobs', () => {
  test.each(Object.entries(QUERIES))('%s reads by index alone', async (_, query) => {
    const plan = (await system.sql.unsafe(`explain ${query}`))
      .map((row) => String(row['queryPlan']))
      .join('\n');
    expect(plan).not.toMatch(/Seq Scan on (jobs|job_inputs|webhook_deliveries)/);
  });
});
