import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { submitJob, waitForEnd } from '../support/client.ts';
import { childrenOf, processesWith } from '../support/processes.ts';
import { type Product, startProduct } from '../support/product.ts';

/** To load all of them takes each start a while. */
const ONE_MODEL = { MODELS: 'digits' };

let dataDir: string;
let product: Product | undefined;
beforeEach(() => {
  dataDir = mkdtempSync(path.join(tmpdir(), 'penstock-start-'));
  // As root the database runs as somebody else, who must get there.
  spawnSync('chmod', ['755', dataDir]);
});
afterEach(async () => {
  await product?.stop();
  product = undefined;
  expect(processesWith(dataDir)).toEqual([]);
  rmSync(dataDir, { recursive: true, force: true });
});

test('npm start says where everything is, and a second one in the same folder says so and ends', async () => {
  product = await startProduct(dataDir);
  const said = product.output.join('');
  expect(said).toContain('BullMQ on Postgres');
  expect(said).toContain(dataDir);
  const second = spawnSync(process.execPath, ['start/boot.mjs'], {
    env: { PATH: process.env['PATH'], PORT: '0', DATA_DIR: dataDir },
    encoding: 'utf8',
  });
  expect(second.status).toBe(1);
  expect(second.stderr).toContain(`already runs in this folder (pid ${product.supervisor.pid})`);
  expect((await fetch(`${product.url}/readyz`)).status).toBe(200);
});

test('Ctrl-C lets what runs end, exits 0 and leaves no process behind; the next start has every job', async () => {
  product = await startProduct(dataDir, { env: ONE_MODEL });
  // What nobody serves is not offered.
  expect(product.output.join('')).toMatch(/Models\s+digits\n/);
  const ids = await submitMany(product.url, 60);
  expect(await product.stop()).toBe(0);
  expect(processesWith(dataDir)).toEqual([]);
  product = await startProduct(dataDir, { env: ONE_MODEL });
  expect(await endsOf(product.url, ids)).toEqual(['succeeded']);
});

test('it heals from kill -9 of a compute child, the worker, the api and Postgres without losing a job', async () => {
  product = await startProduct(dataDir, { env: { ...ONE_MODEL, LEASE_MS: '2000', PORT: '0' } });
  const { supervisor, url } = product;
  const ids = await submitMany(url, 100);
  const worker = () => childrenOf(supervisor.pid!, 'worker/main.js')[0]!;
  process.kill(childrenOf(worker(), 'compute/main.js')[0]!, 'SIGKILL');
  process.kill(worker(), 'SIGKILL');
  process.kill(childrenOf(supervisor.pid!, 'bin/postgres')[0]!, 'SIGKILL');
  expect(await endsOf(url, ids)).toEqual(['succeeded']);
  // The api's port was any free one, so another api has another: it is asked for by the next start instead.
  process.kill(childrenOf(supervisor.pid!, 'api/main.js')[0]!, 'SIGKILL');
  await expect.poll(() => childrenOf(supervisor.pid!, 'api/main.js').length, { timeout: 10_000 }).toBe(1);
  await product.stop();
  product = await startProduct(dataDir, { env: ONE_MODEL });
  expect(await endsOf(product.url, ids)).toEqual(['succeeded']);
});

test('kill -9 of npm start itself: its processes end, and the next start has every job', async () => {
  product = await startProduct(dataDir, { env: { ...ONE_MODEL, LEASE_MS: '2000' } });
  const ids = await submitMany(product.url, 100);
  const gone = once(product.supervisor, 'exit');
  product.supervisor.kill('SIGKILL');
  await gone;
  product = await startProduct(dataDir, { env: { ...ONE_MODEL, LEASE_MS: '2000' } });
  expect(await endsOf(product.url, ids)).toEqual(['succeeded']);
});

test('--profile leaves a CPU profile of every process', async () => {
  product = await startProduct(dataDir, { args: ['--profile'], env: ONE_MODEL });
  await submitMany(product.url, 5);
  await product.stop();
  // One api, one worker, two compute children.
  expect(
    readdirSync(path.join(dataDir, 'profiles')).filter((name) => name.endsWith('.cpuprofile')),
  ).toHaveLength(4);
});

async function submitMany(url: string, count: number): Promise<string[]> {
  return await Promise.all(Array.from({ length: count }, async () => (await submitJob(url)).id));
}

async function endsOf(url: string, ids: readonly string[]): Promise<string[]> {
  const jobs = await Promise.all(ids.map((id) => waitForEnd(url, id, 60_000)));
  return [...new Set(jobs.map((job) => job.status))];
}
