import { randomBytes } from 'node:crypto';
import { chown, mkdir, open, readdir, readFile, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { EmbeddedPostgresError, errnoOf } from './embedded-postgres-error.ts';
import type { Place } from './place.ts';
import type { Programs } from './programs.ts';
import { isAlive } from './server-processes.ts';

/**
 * True when there is a cluster for this release, false when there is none yet.
 *
 * @throws EmbeddedPostgresError `incompatible-data` when the folder holds anything else
 */
export async function hasCluster(clusterDir: string, major: number): Promise<boolean> {
  const version = await readFile(join(clusterDir, 'PG_VERSION'), 'utf8').catch((error: unknown) => {
    if (errnoOf(error) !== 'ENOENT') throw error;
  });
  if (version?.trim() === String(major)) return true;
  if (version !== undefined)
    throw new EmbeddedPostgresError(
      'incompatible-data',
      `The database in ${clusterDir} was written by Postgres ${version.trim()}, and this Penstock brings Postgres ${major}. Start it with the Penstock that made it, or dump it with Postgres ${version.trim()} (pg_dump) and load it into a new one, or set DATABASE_URL to a Postgres of your own. To begin with an empty database, move the folder away.`,
    );
  const names = await readdir(clusterDir).catch(() => []);
  if (names.length === 0) return false;
  throw new EmbeddedPostgresError(
    'incompatible-data',
    `${clusterDir} holds files, but no Postgres database. Move the folder away and start again.`,
  );
}

const TEMPORARY = /^postgres-new-(\d+)-[0-9a-f]{8}$/;
/** Far longer than initdb takes: a folder of this age is left over even if its process id is in use again. */
const LEFT_OVER_AFTER_MS = 10 * 60_000;

/**
 * Makes an empty cluster, on disk before it has its name: whatever is killed, the folder is whole or absent. When two
 * do this at once, the first one's is used.
 */
export async function createCluster({ home, clusterDir, account }: Place, programs: Programs): Promise<void> {
  await removeLeftOvers(home);
  const temporary = join(home, `postgres-new-${process.pid}-${randomBytes(4).toString('hex')}`);
  try {
    await mkdir(temporary, { mode: 0o700 });
    if (account) await chown(temporary, account.uid, account.gid);
    await programs.initdb([
      ...['-D', temporary, '--username=postgres', '--encoding=UTF8'],
      ...['--locale=C', '--locale-provider=builtin', '--builtin-locale=C.UTF-8'],
      // Who can open the socket is the user itself or root.
      ...['--auth-local=trust', '--auth-host=reject', '--no-instructions'],
      // Linux has one call for it; elsewhere each file is synced.
      ...(process.platform === 'linux' ? ['--sync-method=syncfs'] : []),
    ]);
    await rename(temporary, clusterDir);
    await syncFolder(home);
  } catch (error) {
    await rm(temporary, { recursive: true, force: true, maxRetries: 3 });
    if (!['EEXIST', 'ENOTEMPTY'].includes(errnoOf(error) ?? '')) throw error;
  }
}

/** A rename is durable when its folder is. */
async function syncFolder(dir: string): Promise<void> {
  const folder = await open(dir, 'r');
  await folder.sync().finally(() => folder.close());
}

async function removeLeftOvers(home: string): Promise<void> {
  for (const name of await readdir(home)) {
    const [, pid] = TEMPORARY.exec(name) ?? [];
    if (!pid) continue;
    const path = join(home, name);
    const found = await stat(path).catch(() => undefined);
    if (found && (!isAlive(Number(pid)) || Date.now() - found.mtimeMs > LEFT_OVER_AFTER_MS))
      // An initdb that outlived its parent may still write there: then the next start gets it.
      await rm(path, { recursive: true, force: true, maxRetries: 3 }).catch(() => undefined);
  }
}
