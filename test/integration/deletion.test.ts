import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, test } from 'vitest';
import { csrfTokenOf } from '../../api/access/same-origin.ts';
import { createAccount } from '../../shared/access/accounts.ts';
import { createApiKey } from '../../shared/access/create-api-key.ts';
import { hashPassword } from '../../shared/access/password.ts';
import { createSession } from '../../shared/access/sessions.ts';
import type { Job } from '../../shared/domain/job.ts';
import { SEVEN, submitJob } from '../support/client.ts';
import { keyOf } from '../support/keys.ts';
import { noise } from '../support/pictures.ts';
import { expectProblem, NOTHING, storedThings } from '../support/problems.ts';
import { createSystem, startSystem } from '../support/system.ts';

const PASSWORD = 'correct horse battery';
const WAIT = { timeout: 15_000 };

test('an account goes with all that it has, and nothing of anybody else’s', async () => {
  const system = await startSystem('postgres', { AUTH: 'keys', INLINE_BYTES: '1000' });
  try {
    const { sql, url } = system;
    const account = await createAccount(sql, {
      email: 'ann@example.org',
      passwordHash: await hashPassword(PASSWORD),
    });
    const owner = account!.id;
    const { token } = await createSession(sql, owner);
    const person = { Cookie: `penstock_session=${token}`, 'X-CSRF-Token': csrfTokenOf(token) };
    const { key } = await createApiKey(sql, {
      owner,
      name: 'hers',
      scopes: ['jobs:read'],
      expiresInMs: null,
    });
    const bob = await keyOf(system, 'bob');
    const call = (method: string, target: string, headers: Record<string, string>, body?: object) =>
      fetch(url + target, {
        method,
        headers: { ...headers, ...(body && { 'Content-Type': 'application/json' }) },
        ...(body && { body: JSON.stringify(body) }),
      });

    // One of everything, and the same bytes for both.
    const large = await noise(100).png().toBuffer();
    const made = await call('POST', '/v1/collections', person, { name: 'hers' });
    const { id: collection } = (await made.json()) as { id: string };
    const sync = { Prefer: 'wait=20' };
    const job = await submitJob(url, {
      file: large,
      headers: { ...person, ...sync, 'Idempotency-Key': 'hers' },
      fields: { collection },
    });
    await submitJob(url, { headers: person });
    await call('PUT', `${job.links.self}/feedback`, person, { correct: true });
    const form = new FormData();
    form.append('model', 'digits');
    for (const bytes of [SEVEN, large, Buffer.from('none')])
      form.append('file', new Blob([new Uint8Array(bytes)]), 'a.png');
    const batch = await fetch(`${url}/v1/batches`, { method: 'POST', headers: person, body: form });
    expect(batch.status).toBe(202);
    await call('GET', '/v1/webhook-secret', person);
    const kept = await submitJob(url, { file: large, headers: { ...bob, ...sync } });

    const wrong = await call('DELETE', '/v1/account', person, { password: 'something else' });
    await expectProblem(wrong, { status: 401, code: 'wrong-credentials' });
    const byKey = await call(
      'DELETE',
      '/v1/account',
      { Authorization: `Bearer ${key}` },
      { password: PASSWORD },
    );
    await expectProblem(byKey, { status: 403, code: 'scope-missing' });
    expect((await call('GET', job.links.self, person)).status).toBe(200);

    expect((await call('DELETE', '/v1/account', person, { password: PASSWORD })).status).toBe(204);
    await expectProblem(await call('GET', '/v1/jobs', person), { status: 401, code: 'unauthorized' });
    await expect
      .poll(async () => (await call('GET', '/v1/jobs', { Authorization: `Bearer ${key}` })).status, WAIT)
      .toBe(401);
    const tables = await sql<{ name: string }[]>`
      select table_name as name from information_schema.columns
      where table_schema = 'public' and column_name = 'owner' order by 1`;
    expect(tables.map(({ name }) => name)).toEqual(
      expect.arrayContaining(['api_keys', 'batches', 'collections', 'jobs', 'webhook_secrets']),
    );
    for (const { name } of tables)
      expect((await sql`select 1 from ${sql(name)} where owner = ${owner}`).length, name).toBe(0);
    const others = await sql`
      select id::text from accounts union all select sha256 from sessions
      union all select batch_id::text from batch_refusals`;
    expect(others).toEqual([]);
    expect(await storedThings(system)).toMatchObject({
      jobs: 1,
      inputs: 0,
      blobs: [expect.stringContaining(kept.id)],
    });
    const left = await call('GET', kept.links.input, bob);
    expect(Buffer.from(await left.arrayBuffer()).equals(large)).toBe(true);

    // What was under way when the account went comes too late: the order stands for a while.
    await sql`update jobs set owner = ${owner} where id = ${kept.id}`;
    await expect.poll(async () => (await storedThings(system)).blobs, WAIT).toEqual([]);
    await sql`update removals set created_at = now() - interval '1 hour'`;
    await expect.poll(async () => (await sql`select 1 from removals`).length, WAIT).toBe(0);
  } finally {
    await system.stop();
  }
});

test('an account is deleted from the terminal, and the workers do the rest', async () => {
  const system = await startSystem('postgres', { AUTH: 'keys' });
  try {
    const account = await createAccount(system.sql, { email: 'ann@example.org', passwordHash: 'none' });
    await submitJob(system.url, { headers: await keyOf(system, account!.id) });
    const run = (...args: string[]) =>
      spawnSync(process.execPath, ['dist/start/account.js', ...args], {
        cwd: path.join(import.meta.dirname, '../..'),
        env: { PATH: process.env['PATH'], DATABASE_URL: system.databaseUrl },
        encoding: 'utf8',
      });
    expect(run('delete', 'nobody@example.org')).toMatchObject({
      status: 64,
      stderr: expect.stringContaining('no account'),
    });
    const deleted = run('delete', 'ANN@example.org');
    expect([deleted.status, deleted.stdout]).toEqual([0, expect.stringContaining('ann@example.org is gone')]);
    await expect.poll(() => storedThings(system), WAIT).toEqual(NOTHING);
    const left = async () =>
      (await system.sql`select owner from api_keys union all select id::text from accounts`).length;
    await expect.poll(left, WAIT).toBe(0);
  } finally {
    await system.stop();
  }
});

test('a model that keeps no inputs has them until its job has ended, and not for longer', async () => {
  const models = mkdtempSync(path.join(tmpdir(), 'penstock-models-'));
  const folder = path.join(models, 'digits');
  cpSync(path.join(import.meta.dirname, '../../models/digits'), folder, { recursive: true });
  const manifest = JSON.parse(readFileSync(path.join(folder, 'manifest.json'), 'utf8')) as object;
  writeFileSync(path.join(folder, 'manifest.json'), JSON.stringify({ ...manifest, keepInput: false }));
  const system = await createSystem('postgres', { MODELS_DIR: models, INLINE_BYTES: '1000' });
  try {
    // Serves nothing, but sweeps.
    const [, idle] = await Promise.all([
      system.start('api'),
      system.start('worker', { MODELS: 'nobody' }).catch((error: Error) => error),
    ]);
    expect(idle).not.toBeInstanceOf(Error);
    const large = await noise(100).png().toBuffer();
    const jobs = [
      await submitJob(system.url),
      await submitJob(system.url, { file: large }),
      await submitJob(system.url, { file: large }),
    ];
    const input = ({ links }: Job) => fetch(system.url + links.input);
    const canceled = jobs[2]!;
    await fetch(system.url + canceled.links.cancel, { method: 'POST' });
    const gone = { status: 410, code: 'input-not-kept' };
    await expectProblem(await input(canceled), gone);
    const blobsOf = async ({ id }: Job) =>
      (await storedThings(system)).blobs.filter((file) => file.includes(id)).length;
    await expect.poll(() => blobsOf(canceled), WAIT).toBe(0);
    // The sweeper has been there, and these wait.
    expect([await blobsOf(jobs[1]!), (await storedThings(system)).inputs]).toEqual([1, 1]);
    expect(Buffer.from(await (await input(jobs[1]!)).arrayBuffer()).equals(large)).toBe(true);

    await system.start('worker');
    for (const { links } of jobs.slice(0, 2)) {
      const job = (await (await fetch(`${system.url}${links.self}?wait=20`)).json()) as Job;
      expect(job).toMatchObject({ status: 'succeeded', result: { labels: expect.any(Array) } });
      await expectProblem(await input(job), gone);
    }
    await expect.poll(() => storedThings(system), WAIT).toEqual({ jobs: 3, inputs: 0, blobs: [] });
    expect((await system.sql`select 1 from jobs where input_store <> 'removed'`).length).toBe(0);
  } finally {
    await system.stop();
    rmSync(models, { recursive: true, force: true });
  }
});
