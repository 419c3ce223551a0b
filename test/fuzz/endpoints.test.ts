import type { ChildProcess } from 'node:child_process';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { residentMemory } from '../../worker/resident-memory.ts';
import { blobFiles } from '../support/blob-files.ts';
import { SEVEN } from '../support/client.ts';
import { createSystem, type System } from '../support/system.ts';
import { everyOddValue, randomRequests } from './bad-requests.ts';
import { connectionsTo } from './connections-to.ts';
import type { HttpRequest, Subject } from './http-request.ts';
import { SEED } from './random.ts';
import { sendAll, Tally } from './send-all.ts';
import { prepareSubjects, type Setting } from './subjects.ts';

/** Random ones, twice; besides there are all odd values. */
const PER_CALL = 40;

const SETTINGS: (Setting & { readonly env: NodeJS.ProcessEnv })[] = [
  {
    auth: 'none',
    model: 'digits',
    input: { data: `data:image/png;base64,${SEVEN.toString('base64')}` },
    badInput: { data: 'data:image/png;base64,bm8gcGljdHVyZQ==', name: 'no picture.png' },
    env: {},
  },
  {
    auth: 'keys',
    model: 'affine',
    input: { tensors: [{ name: 'x', datatype: 'float32', shape: [1, 3], data: [1, 2, 3] }] },
    badInput: { tensors: [{ name: 'nobody', datatype: 'float32', shape: [1, 3], data: [1, 2, 3] }] },
    env: { MODELS_DIR: path.join(import.meta.dirname, '../fixtures/models'), REGISTRATION: 'open' },
  },
];

describe.each(SETTINGS)('bad requests with AUTH=$auth', (one) => {
  const { env, ...setting } = one;
  let system: System;
  let api: ChildProcess;
  let subjects: Subject[];
  let before: unknown;
  let warmBytes = 0;

  beforeAll(async () => {
    system = await createSystem('postgres', {
      AUTH: setting.auth,
      COMPUTE_CHILDREN: '1',
      LOG_LEVEL: 'warn',
      RATE_LIMIT_PER_KEY: '0',
      RATE_LIMIT_PER_ADDRESS: '1000000000',
      ...env,
    });
    // Young garbage would fill up to 48 MB before it is looked at: what is to be seen is what is kept.
    const NODE_OPTIONS = '--max-semi-space-size=2';
    [api] = await Promise.all([system.start('api', { NODE_OPTIONS }), system.start('worker')]);
    subjects = await prepareSubjects(system, setting);
    before = await everythingStored(system);
  });
  afterAll(() => system.stop());

  test('are all refused, and nothing comes of them', async () => {
    const startMs = performance.now();
    const tally = new Tally();
    await sendAll(system.url, subjects, tally, (subject) => [
      // Each of them in one setting: there are thousands.
      ...[...everyOddValue(subject)].filter((_, i) => i % SETTINGS.length === SETTINGS.indexOf(one)),
      ...randomRequests(subject, { seed: SEED, count: PER_CALL }),
    ]);
    warmBytes = await settledMemory(api);
    await sendAll(system.url, subjects, tally, moreRequests);
    const seconds = ((performance.now() - startMs) / 1000).toFixed(1);
    console.log(`FUZZ_SEED=${SEED}: ${tally.sent} requests in ${seconds} s: ${tally.listOutcomes()}`);
    expect(tally.listDefects()).toBe('');
    // Those that are odd in what does not matter: a header that means nothing, a body that nobody reads.
    expect(tally.served).toBeLessThan(tally.sent / 3);
  }, 120_000);

  test('leave nothing behind', async () => {
    expect(await everythingStored(system)).toEqual(before);
    expect(blobFiles(system.dataDir)).toEqual([]);
    // Neither errors, nor what the log has not written: a stack, or a warning of Node's.
    const lines = system.output.join('').split('\n').filter(Boolean);
    expect(lines.filter((line) => !line.startsWith('{"level":"warn"'))).toEqual([]);
    await vi.waitFor(() => expect(connectionsTo(Number(new URL(system.url).port))).toBe(0), 10_000);
  });

  test('leave the api as well as before', async () => {
    // After half of the requests it was warm. Garbage is collected while there is work: there is more of that until the
    // process is back, give or take what a heap does by its own rules. What requests leave for good stays with each.
    const most = Math.max(warmBytes * 1.3, warmBytes + 60e6);
    const looks = [await settledMemory(api)];
    while (looks.at(-1)! > most && looks.length < 5) {
      await sendAll(system.url, subjects, new Tally(), moreRequests);
      looks.push(await settledMemory(api));
    }
    console.log(`api: ${megabytes(warmBytes)} MB half way, then ${looks.map(megabytes).join(', ')} MB`);
    expect(looks.at(-1)).toBeLessThan(most);
    const response = await fetch(`${system.url}/readyz`, { headers: { Connection: 'close' } });
    expect(response.status).toBe(200);
  });
});

/** Of the same kinds as those before, but others. */
function moreRequests(subject: Subject): Iterable<HttpRequest> {
  return randomRequests(subject, { seed: SEED + 1, count: PER_CALL });
}

/** Rows of every table; but for those that say how the system is. */
async function everythingStored({ sql }: System): Promise<Record<string, number>> {
  const tables = await sql<{ name: string }[]>`
    select table_name as name from information_schema.tables
    where table_schema = 'public' and table_name not in ('workers', 'loaded_models', 'rate_limits')
    order by 1`;
  const counts: Record<string, number> = {};
  for (const { name } of tables) {
    const [row] = await sql<{ count: number }[]>`select count(*)::int as count from ${sql(name)}`;
    counts[name] = row!.count;
  }
  return counts;
}

/** What the process holds when it has been left alone for a moment: the least of some looks. */
async function settledMemory({ pid }: ChildProcess): Promise<number> {
  const looks: number[] = [];
  for (let i = 0; i < 8; i++) {
    looks.push((await residentMemory(pid!)) ?? 0);
    await new Promise((resolve) => setTimeout(resolve, 250));
  }
  return Math.min(...looks);
}

const megabytes = (bytes: number) => Math.round(bytes / 1e6);
