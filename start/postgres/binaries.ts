import { execFile } from 'node:child_process';
import { constants } from 'node:fs';
import { chmod, cp, mkdir, readdir, readFile, realpath, rename, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { canUse } from './account.ts';
import { EmbeddedPostgresError, errnoOf } from './embedded-postgres-error.ts';
import type { Place } from './place.ts';

/** The programs of one Postgres release. `dir` holds `bin`, `lib` and `share`. */
export type Binaries = { readonly dir: string; readonly version: string; readonly major: number };

/**
 * Finds what npm installed for this platform.
 *
 * @throws EmbeddedPostgresError `unsupported-platform`
 */
export async function findBinaries(
  platform: string = process.platform,
  arch: string = process.arch,
): Promise<Binaries> {
  // Windows has neither SIGINT for a fast shutdown nor a socket folder that pg's `?host=` could name.
  if (platform === 'win32') throw unsupported('Windows');
  try {
    const main = createRequire(import.meta.url).resolve(`@embedded-postgres/${platform}-${arch}`);
    const root = await realpath(join(dirname(main), '..'));
    const { version } = JSON.parse(await readFile(join(root, 'package.json'), 'utf8')) as { version: string };
    return { dir: join(root, 'native'), version, major: Number.parseInt(version, 10) };
  } catch (error) {
    throw unsupported(`${platform}-${arch}`, error);
  }
}

/** The way on where the binaries are missing or made for another C library. */
export function unsupported(platform: string, cause?: unknown): EmbeddedPostgresError {
  const hint = platform === 'Windows' ? ', or start Penstock in WSL' : '';
  return new EmbeddedPostgresError(
    'unsupported-platform',
    `There is no embedded Postgres for ${platform} (glibc Linux and macOS have one, installed by npm unless optional dependencies are left out). Set DATABASE_URL to a Postgres of your own${hint}.`,
    { cause },
  );
}

/**
 * The same binaries where the account can run them: in place if it can, else a copy in the home folder, made once
 * per version. A folder below /root, a strict umask at `npm ci` and missing execute bits all end here. Call it only
 * while no server of this place runs: it removes the copies of other versions.
 */
export async function makeUsable(binaries: Binaries, { account, home }: Place): Promise<Binaries> {
  const runnable = constants.R_OK | constants.X_OK;
  const isUsable =
    (await canUse(account, join(binaries.dir, 'bin/postgres'), runnable)) &&
    (await canUse(account, join(binaries.dir, 'bin/initdb'), runnable)) &&
    (await canUse(account, join(binaries.dir, 'lib'), runnable)) &&
    (await canUse(account, join(binaries.dir, 'share/postgresql/postgres.bki'), constants.R_OK));
  if (isUsable) return binaries;

  const dir = join(home, `postgres-bin-${binaries.version}`);
  if (!(await canUse(account, join(dir, 'bin/postgres'), runnable))) await copyBinaries(binaries.dir, dir);
  for (const name of await readdir(home))
    if (/^postgres-bin-[\d.a-z-]+$/.test(name) && join(home, name) !== dir)
      await rm(join(home, name), { recursive: true, force: true });
  return { ...binaries, dir };
}

async function copyBinaries(from: string, to: string): Promise<void> {
  const temporary = `${to}~${process.pid}`;
  await rm(temporary, { recursive: true, force: true });
  await mkdir(temporary, { recursive: true });
  for (const part of ['bin', 'lib', 'share'])
    await cp(join(from, part), join(temporary, part), {
      recursive: true,
      mode: constants.COPYFILE_FICLONE,
      filter: (path) => !path.endsWith('.a'),
    });
  await cp(join(from, 'pg-symlinks.json'), join(temporary, 'pg-symlinks.json')).catch(ignoreMissing);
  await chmod(temporary, 0o755);
  for (const entry of await readdir(temporary, { recursive: true, withFileTypes: true })) {
    const isRunnable = entry.isDirectory() || entry.parentPath === join(temporary, 'bin');
    await chmod(join(entry.parentPath, entry.name), isRunnable ? 0o755 : 0o644);
  }
  // A power cut must not leave a whole-looking folder of empty files. Without the tool, we take that chance.
  await new Promise<void>((resolve) => execFile('sync', () => resolve()));
  await rename(temporary, to).catch(async (error: unknown) => {
    await rm(temporary, { recursive: true, force: true });
    // Another start copied the same files first.
    if (!['EEXIST', 'ENOTEMPTY'].includes(errnoOf(error) ?? '')) throw error;
  });
}

function ignoreMissing(error: unknown): void {
  if (errnoOf(error) !== 'ENOENT') throw error;
}
