import { expect, onTestFinished, test } from 'vitest';
import { createIntake } from '../../api/intake.ts';
import { connectDatabase } from '../../shared/db/client.ts';
import { newJobId } from '../../shared/domain/job-id.ts';
import { createLog } from '../../shared/log.ts';
import { jobRow } from '../support/job-row.ts';
import { createTestDatabase } from '../support/servers.ts';

test('the repeat of an insert whose answer was lost is the same job, and no other', async () => {
  const database = await createTestDatabase('postgres');
  const { sql, close } = connectDatabase(database.url, { max: 1, name: 'penstock-test' });
  onTestFinished(async () => {
    await close();
    await database.drop();
  });
  const accept = createIntake({
    sql,
    queue: {
      kind: 'postgres',
      ring: async () => {},
      consume: () => Promise.reject(new Error('nobody listens')),
      close: async () => {},
    },
    shared: { findLeader: async () => null, answer: async (row) => row },
    bellSize: () => 1,
    log: createLog('test', 'silent'),
  });
  const id = newJobId();
  const row = jobRow(['queued'], { id, idempotencyKey: null });
  const job = { ...row, deadlineMs: null, acceptMs: 1, inlineInput: new Uint8Array([1]) };
  expect(await accept(job)).toMatchObject({ row: { id }, isReplay: false });
  expect(await accept(job)).toMatchObject({ row: { id }, isReplay: false });
  expect(await sql`select id from jobs`).toHaveLength(1);
});
