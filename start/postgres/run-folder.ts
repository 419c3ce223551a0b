import { createHash } from 'node:crypto';
import { constants } from 'node:fs';
import { chmod, chown, lstat, mkdir, readdir, readFile, rename, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { canUse } from './account.ts';
import type { Binaries } from './binaries.ts';
import { EmbeddedPostgresError, errnoOf } from './embedded-postgres-error.ts';
import type { Place } from './place.ts';

export const PORT = 5432;

/** Holds the Unix socket and the links to the shared libraries. */
export type RunFolder = { readonly dir: string; readonly isTemporary: boolean };

/** `sun_path` has 108 bytes on Linux and 104 on macOS, with the terminating zero. */
const MAX_SOCKET_BYTES = 103;

/**
 * Where the socket of a place is, the same at every start so that clients find a restarted server. It lies beside the
 * cluster unless that path is too long, or has a character that separates the entries of a list for Postgres, its
 * clients or the dynamic linker.
 */
export async function chooseRunFolder({ home, account, id }: Place): Promise<RunFolder> {
  const beside = join(home, 'postgres-run');
  if (isPlain(beside)) return { dir: beside, isTemporary: false };
  for (const folder of [tmpdir(), '/tmp']) {
    const dir = join(folder, `penstock-${id}`);
    if (isPlain(dir) && (await canUse(account, folder, constants.X_OK))) return { dir, isTemporary: true };
  }
  throw new EmbeddedPostgresError(
    'inaccessible',
    `The path ${home} is too long for a Postgres socket and no folder for temporary files can stand in. Use a shorter path, or set TMPDIR to a folder with a short one.`,
  );
}

function isPlain(dir: string): boolean {
  return Buffer.byteLength(socketPath(dir)) <= MAX_SOCKET_BYTES && /^[^,:;"'$\\\n]+$/.test(dir);
}

/** The socket of a server whose socket folder is `dir`. */
export function socketPath(dir: string): string {
  return join(dir, `.s.PGSQL.${PORT}`);
}

/**
 * Makes the folder for the account alone. Called again, it changes nothing.
 *
 * @throws EmbeddedPostgresError `inaccessible` when somebody else has made it
 */
export async function makeRunFolder({ dir }: RunFolder, { account }: Place): Promise<void> {
  const self = process.getuid?.();
  const uid = account?.uid ?? self;
  await mkdir(dir, { mode: 0o700 }).catch((error: unknown) => {
    if (errnoOf(error) !== 'EEXIST') throw error;
  });
  const found = await lstat(dir);
  if (!found.isDirectory() || (found.uid !== uid && found.uid !== self))
    throw new EmbeddedPostgresError(
      'inaccessible',
      `${dir} belongs to another user. Delete it and start again.`,
    );
  if (account) await chown(dir, account.uid, account.gid);
  await chmod(dir, 0o700);
}

/**
 * One folder with every shared library under every name that it is asked for: npm packages cannot hold the links,
 * which `pg-symlinks.json` lists instead. Never changed once made, so that a running server keeps its libraries.
 *
 * @returns the folder for LD_LIBRARY_PATH
 */
export async function linkLibraries({ dir }: RunFolder, binaries: Binaries): Promise<string> {
  const lib = join(binaries.dir, 'lib');
  const links = join(
    dir,
    `lib-${createHash('sha256').update(`${binaries.version} ${lib}`).digest('hex').slice(0, 12)}`,
  );
  if (await lstat(links).catch(() => undefined)) return links;

  const temporary = `${links}~${process.pid}`;
  await rm(temporary, { recursive: true, force: true });
  await mkdir(temporary);
  await chmod(temporary, 0o755);
  const targets = new Map<string, string>();
  for (const entry of await readdir(lib, { withFileTypes: true }))
    if (!entry.isDirectory() && !entry.name.endsWith('.a')) targets.set(entry.name, join(lib, entry.name));
  const listed = await readFile(join(binaries.dir, 'pg-symlinks.json'), 'utf8').catch(() => '[]');
  for (const { source, target } of JSON.parse(listed) as { source: string; target: string }[])
    targets.set(basename(target), join(lib, basename(source)));
  await Promise.all([...targets].map(([name, path]) => symlink(path, join(temporary, name))));
  await rename(temporary, links).catch(async (error: unknown) => {
    await rm(temporary, { recursive: true, force: true });
    if (!['EEXIST', 'ENOTEMPTY'].includes(errnoOf(error) ?? '')) throw error;
  });
  return links;
}
