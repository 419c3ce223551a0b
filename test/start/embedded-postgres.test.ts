import { type ChildProcess, fork, spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  chmod,
  chown,
  lstat,
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  rm,
  stat,
  utimes,
  writeFile,
} from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type postgres from 'postgres';
import { describe, expect, onTestFinished, test } from 'vitest';
import { connectDatabase } from '../../shared/db/client.ts';
import { unprivilegedAccount } from '../../start/postgres/account.ts';
import { findBinaries } from '../../start/postgres/binaries.ts';
import { type EmbeddedPostgres, startEmbeddedPostgres } from '../../start/postgres/embedded-postgres.ts';
import { findServer } from '../../start/postgres/server-processes.ts';

const account = await unprivilegedAccount();
const isRoot = process.getuid?.() === 0;

describe.skipIf(process.platform === 'win32')('embedded Postgres', { timeout: 30_000 }, () => {
  test('the first start makes a durable database, a later one finds its rows, and nothing is left running', async () => {
    const { dataDir, start } = await setup();
    const first = await start();
    await query(first, (sql) => sql`create table kept (n int)`);
    await query(first, (sql) => sql`insert into kept values (1)`);
    const settings = await query(
      first,
      (sql) => sql`
        select name, setting from pg_settings
        where name in ('fsync', 'synchronous_commit', 'full_page_writes', 'listen_addresses', 'server_encoding')`,
    );
    expect(Object.fromEntries(settings.map((row) => [row['name'], row['setting']]))).toEqual({
      fsync: 'on',
      synchronous_commit: 'on',
      full_page_writes: 'on',
      listen_addresses: '',
      server_encoding: 'UTF8',
    });
    const socketDir = new URL(first.url).searchParams.get('host') ?? '';
    expect((await stat(socketDir)).mode & 0o777).toBe(0o700);
    await first.stop();
    await first.stop();
    expect(await findServer(first.pid, first.dataDir)).toBeUndefined();

    const second = await start();
    expect(second.url).toBe(first.url);
    expect(await rowsOf(second)).toEqual([1]);
    await second.stop();
    expect((await readdir(dataDir)).sort()).toEqual(['postgres', 'postgres-run', 'postgres.log']);
  });

  test('a killed server is noticed, and the next start brings every committed row back', async () => {
    const { start } = await setup();
    const first = await start();
    await insertRow(first, 1);
    process.kill(first.pid, 'SIGKILL');
    expect(await first.crashed).toEqual({ code: null, signal: 'SIGKILL' });
    const second = await start();
    expect(await rowsOf(second)).toEqual([1]);
    await first.stop();
    expect(await rowsOf(second)).toEqual([1]);
  });

  test('a backend that computes on after its server was killed does not hold up the next start', async () => {
    const { start } = await setup();
    const first = await start();
    const { sql, close } = connectDatabase(first.url, { max: 1, name: 'busy' });
    const busy = sql`select count(*) from generate_series(1, 100000000000)`
      .execute()
      .catch((error: Error) => error);
    await expect.poll(() => query(first, activeQueries), { timeout: 5000 }).toBe(1);
    process.kill(first.pid, 'SIGKILL');
    await first.crashed;
    const second = await start();
    expect(await busy).toBeInstanceOf(Error);
    expect(await query(second, activeQueries)).toBe(0);
    await close(0);
  });

  test('when the owner is killed its server is ended, another takes its place, and every committed row is there', async () => {
    const { dataDir, start } = await setup();
    const owner = await startElsewhere(dataDir);
    await insertRow(owner, 1);
    await kill(owner.process);
    expect(await findServer(owner.pid, owner.dataDir)).toMatchObject({ supervisorPid: undefined });
    const next = await start();
    expect(await findServer(owner.pid, owner.dataDir)).toBeUndefined();
    expect(next.pid).not.toBe(owner.pid);
    expect(await rowsOf(next)).toEqual([1]);
  });

  test('a start that is killed in the middle leaves nothing half-made', async () => {
    const { dataDir, start } = await setup();
    for (const afterMs of [700, 1000, 1300]) {
      const { process } = spawnOwner(dataDir);
      await delay(afterMs);
      await kill(process);
    }
    const next = await start();
    await insertRow(next, 1);
    expect(await rowsOf(next)).toEqual([1]);
  });

  test.each(['an empty folder', 'an orphan'])(
    'of three that start at once on %s one wins, and the others are told who',
    async (what) => {
      const { dataDir } = await setup();
      if (what === 'an orphan') await kill((await startElsewhere(dataDir)).process);
      const outcomes = await Promise.allSettled([1, 2, 3].map(() => startElsewhere(dataDir)));
      const winners = outcomes.flatMap((outcome) => (outcome.status === 'fulfilled' ? [outcome.value] : []));
      const losers = outcomes.flatMap((outcome) => (outcome.status === 'rejected' ? [outcome.reason] : []));
      expect(winners).toHaveLength(1);
      for (const loser of losers) {
        expect(loser).toMatchObject({ code: 'already-running' });
        expect(loser.message).toContain(
          `Penstock already runs in this folder (pid ${winners[0]?.process.pid})`,
        );
      }
    },
  );

  test('a second start in the same process is refused, also after a crash of one backend has freed the lock', async () => {
    const { start } = await setup();
    const first = await start();
    await expect(start()).rejects.toMatchObject({ code: 'already-running' });
    const [row] = await query(
      first,
      (sql) => sql`select pid from pg_stat_activity where backend_type = 'checkpointer'`,
    );
    process.kill(Number(row?.['pid']), 'SIGKILL');
    await expect(start()).rejects.toMatchObject({ code: 'already-running' });
    const lock = (sql: postgres.Sql) => sql`select from pg_locks where locktype = 'advisory' and granted`;
    await expect.poll(() => query(first, lock).catch(() => []), { timeout: 5000 }).toHaveLength(1);
  });

  test('a pid file that names a live process of somebody else does not hold up a start', async () => {
    const { dataDir, start } = await setup();
    const first = await start();
    await insertRow(first, 1);
    process.kill(first.pid, 'SIGKILL');
    await first.crashed;
    const bystander = spawn('sleep', ['60'], { ...account });
    onTestFinished(() => void bystander.kill());
    const pidFile = join(dataDir, 'postgres/postmaster.pid');
    const lines = (await readFile(pidFile, 'utf8')).split('\n');
    await writeFile(pidFile, [bystander.pid, ...lines.slice(1)].join('\n'));
    expect(await rowsOf(await start())).toEqual([1]);
    expect(bystander.exitCode).toBeNull();
  });

  test('an empty pid file, as a power cut leaves it, does not hold up a start', async () => {
    const { dataDir, start } = await setup();
    await (await start()).stop();
    const pidFile = join(dataDir, 'postgres/postmaster.pid');
    await writeFile(pidFile, '');
    await utimes(pidFile, 0, 0);
    if (account) await chown(pidFile, account.uid, account.gid);
    expect(await rowsOf(await start())).toEqual([]);
  });

  test.each([
    ['too long for a socket', 'long-'.repeat(30)],
    ['with spaces, umlauts and separators', "Prüfstand für ünï, 50% 'a:b' $HOME"],
  ])('a path %s works, and a temporary folder is gone after the stop', async (_, name) => {
    const { start } = await setup(name);
    const first = await start();
    const socketDir = new URL(first.url).searchParams.get('host') ?? '';
    expect(socketDir.length).toBeLessThan(90);
    await insertRow(first, 1);
    await first.stop();
    await expect(lstat(socketDir)).rejects.toMatchObject({ code: 'ENOENT' });
    expect(await rowsOf(await start())).toEqual([1]);
  });

  test('the folder of an initdb that was killed is removed, that of a live one is not', async () => {
    const { dataDir, start } = await setup();
    const gone = spawn('true');
    await once(gone, 'exit');
    const folders = [`postgres-new-${gone.pid}-00000000`, `postgres-new-${process.pid}-00000000`];
    for (const folder of folders) await mkdir(join(dataDir, folder, 'base'), { recursive: true });
    await start();
    const left = (await readdir(dataDir)).filter((name) => name.startsWith('postgres-new-'));
    expect(left).toEqual(folders.slice(1));
  });

  test('data of another major version is refused and left as it is', async () => {
    const { dataDir, start } = await setup();
    await (await start()).stop();
    await writeFile(join(dataDir, 'postgres/PG_VERSION'), '16\n');
    await expect(start()).rejects.toMatchObject({
      code: 'incompatible-data',
      message: expect.stringMatching(/written by Postgres 16.*DATABASE_URL/),
    });
    await writeFile(join(dataDir, 'postgres/PG_VERSION'), '18\n');
    await start();
  });

  test('a folder in the place of the database that holds something else is refused and left as it is', async () => {
    const { dataDir, start } = await setup();
    await mkdir(join(dataDir, 'postgres'));
    await writeFile(join(dataDir, 'postgres/diary.txt'), 'dear diary');
    await expect(start()).rejects.toMatchObject({ code: 'incompatible-data' });
    expect(await readdir(join(dataDir, 'postgres'))).toEqual(['diary.txt']);
  });

  test('a platform without binaries is told to set DATABASE_URL', async () => {
    const expected = { code: 'unsupported-platform', message: expect.stringContaining('DATABASE_URL') };
    await expect(findBinaries('sunos', 'x64')).rejects.toMatchObject(expected);
    await expect(findBinaries('win32', 'x64')).rejects.toMatchObject(expected);
  });

  test.runIf(isRoot)(
    'as root, below a folder that only root may enter, the cluster lies elsewhere and is found again',
    async () => {
      const { dataDir, start } = await setup();
      await chmod(dataDir, 0o700);
      const first = await start();
      onTestFinished(() => rm(join(first.dataDir, '..'), { recursive: true, force: true }));
      expect(first.dataDir).toMatch(/^\/var\/lib\/penstock\/[0-9a-f]{12}\/postgres$/);
      expect(await readFile(join(dataDir, 'postgres-is-elsewhere.txt'), 'utf8')).toContain(
        join(first.dataDir, '..'),
      );
      await insertRow(first, 1);
      await first.stop();
      // An empty place that has become reachable is not preferred to the data.
      await chmod(dataDir, 0o755);
      expect(await rowsOf(await start())).toEqual([1]);
    },
  );

  test.runIf(isRoot)(
    'a cluster that its user can no longer reach is not replaced by an empty one',
    async () => {
      const { dataDir, start } = await setup();
      await (await start()).stop();
      await chmod(dataDir, 0o700);
      await expect(start()).rejects.toMatchObject({ code: 'inaccessible' });
    },
  );
});

/** A data folder of its own; what was started in it ends with the test. */
async function setup(name = 'data') {
  const folder = await mkdtemp(join(tmpdir(), 'penstock-test-'));
  const dataDir = join(folder, name);
  await mkdir(dataDir);
  // mkdtemp keeps others out, the user that Postgres runs as included.
  for (const path of [folder, dataDir]) await chmod(path, 0o755);
  const started: EmbeddedPostgres[] = [];
  onTestFinished(async () => {
    await Promise.all(started.map((it) => it.stop()));
    await rm(folder, { recursive: true, force: true });
  });
  const start = async () => {
    const it = await startEmbeddedPostgres({ dataDir, log: () => {} });
    started.push(it);
    return it;
  };
  return { dataDir, start };
}

async function query<T>({ url }: { url: string }, run: (sql: postgres.Sql) => Promise<T>): Promise<T> {
  const { sql, close } = connectDatabase(url, { max: 1, name: 'test' });
  return run(sql).finally(() => close(0));
}

const insertRow = (it: { url: string }, n: number) =>
  query(it, (sql) => sql`create table if not exists kept (n int)`).then(() =>
    query(it, (sql) => sql`insert into kept values (${n})`),
  );

const rowsOf = (it: { url: string }) =>
  query(it, async (sql) => {
    const [table] = await sql`select to_regclass('kept') as name`;
    if (!table?.['name']) return [];
    return (await sql`select n from kept`).map((row) => row['n']);
  });

const activeQueries = async (sql: postgres.Sql) =>
  (await sql`select from pg_stat_activity where query like '%generate_series%' and pid <> pg_backend_pid()`)
    .length;

type Elsewhere = { url: string; pid: number; dataDir: string; process: ChildProcess };

/** A start in a process of its own, which can be killed. */
function spawnOwner(dataDir: string) {
  const entry = new URL('../../start/postgres/embedded-postgres.ts', import.meta.url).href;
  const script = `
    const { startEmbeddedPostgres } = await import(${JSON.stringify(entry)});
    process.on('disconnect', async () => { await it?.stop(); process.exit(); });
    let it;
    try {
      it = await startEmbeddedPostgres({ dataDir: process.env.PENSTOCK_TEST_DIR, log: () => {} });
      process.send({ url: it.url, pid: it.pid, dataDir: it.dataDir });
    } catch ({ code, message }) {
      process.send({ code, message });
      process.disconnect();
    }`;
  const child = fork('-', [], {
    execPath: process.execPath,
    execArgv: ['--import', 'tsx', '--input-type=module', '--eval', script],
    env: { ...process.env, PENSTOCK_TEST_DIR: dataDir },
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  onTestFinished(async () => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    if (child.connected) child.disconnect();
    await once(child, 'exit');
  });
  return { process: child };
}

async function startElsewhere(dataDir: string): Promise<Elsewhere> {
  const { process } = spawnOwner(dataDir);
  const [message] = await once(process, 'message');
  if (message.code) throw Object.assign(new Error(message.message), { code: message.code });
  return { ...message, process };
}

async function kill(child: ChildProcess): Promise<void> {
  const exited = once(child, 'exit');
  child.kill('SIGKILL');
  await exited;
}
