import { spawn } from 'node:child_process';
import { chown, mkdir, readdir, readFile, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import { EmbeddedPostgresError } from './errors.ts';
import type { Place } from './place.ts';

/**
 * Makes sure that there is a cluster which these binaries can run. It is made in a folder of its own and put in
 * place by a rename, so that a half-made one is never taken for whole.
 *
 * @throws EmbeddedPostgresError `incompatible-data`, `failed-to-start`
 */
export async function ensureCluster(place: Place): Promise<void> {
  const { clusterDir, binaries } = place;
  const major = binaries.version.split('.')[0];
  const found = (await readFile(path.join(clusterDir, 'PG_VERSION'), 'utf8').catch(() => '')).trim();
  if (found === major) return;
  if (found)
    throw new EmbeddedPostgresError(
      'incompatible-data',
      `The data in ${clusterDir} is of Postgres ${found}, this release runs ${major}. Dump it with the release that made it, or set DATA_DIR to an empty folder.`,
    );
  await removeHalfMade(clusterDir);
  await initialize(place);
}

async function removeHalfMade(clusterDir: string): Promise<void> {
  const parent = path.dirname(clusterDir);
  const start = `${path.basename(clusterDir)}.new`;
  for (const name of await readdir(parent))
    if (name.startsWith(start)) await rm(path.join(parent, name), { recursive: true, force: true });
}

async function initialize({ clusterDir, binaries, env, user }: Place): Promise<void> {
  const fresh = `${clusterDir}.new`;
  await mkdir(fresh, { mode: 0o700 });
  if (user) await chown(fresh, user.uid, user.gid);
  const args = ['-D', fresh, '-U', 'postgres', '--auth=trust', '--encoding=UTF8', '--no-instructions'];
  // Sorted by code point: the same on every machine, and the fastest.
  args.push('--locale-provider=builtin', '--builtin-locale=C.UTF-8', '--locale=C');
  const child = spawn(path.join(binaries.native, 'bin', 'initdb'), args, {
    ...user,
    env,
    cwd: '/',
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
  });
  let text = '';
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (chunk) => {
      text = (text + String(chunk)).slice(-2000);
    });
  const code = await new Promise<number | null>((resolve, reject) => {
    child.on('error', reject).on('close', resolve);
  });
  if (code !== 0) throw new EmbeddedPostgresError('failed-to-start', `initdb failed: ${text.trim()}`);
  await rm(clusterDir, { recursive: true, force: true });
  await rename(fresh, clusterDir);
}
