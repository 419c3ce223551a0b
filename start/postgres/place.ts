import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { chmod, chown, mkdir, readFile, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { type Binaries, binariesEnv, copyBinaries, findBinaries } from './binaries.ts';
import { EmbeddedPostgresError } from './errors.ts';

/** Where a cluster lives and as whom it runs. */
export type Place = {
  /** Postgres' own data directory; it may not exist yet. */
  readonly clusterDir: string;
  /** The folder of the Unix socket; only Postgres' user may enter. */
  readonly socketDir: string;
  readonly binaries: Binaries;
  readonly env: NodeJS.ProcessEnv;
  /** Postgres refuses to run as root: then somebody else. */
  readonly user: { readonly uid: number; readonly gid: number } | undefined;
};

/** A socket's path may have 107 bytes; `/.s.PGSQL.5432` is 14 of them. */
const LONGEST_SOCKET_DIR = 107 - 14;

/**
 * Decides where the cluster lives: below the data folder, unless we are root and the user that Postgres must run as
 * cannot get there; then below `/var/lib/penstock`.
 *
 * @throws EmbeddedPostgresError `unsupported-platform`, `inaccessible`
 */
export async function preparePlace(dataDir: string, log: (line: string) => void): Promise<Place> {
  const found = await findBinaries();
  const user = process.getuid?.() === 0 ? await unprivilegedUser() : undefined;
  const name = createHash('sha256').update(dataDir).digest('hex').slice(0, 12);
  await makeFolder(dataDir, user && 0o711);

  let base = dataDir;
  if (user && !(await canReach(dataDir, user))) {
    base = path.join('/var/lib/penstock', name);
    await makeFolder(base, 0o711);
    log(`database in ${base}, because the user that Postgres runs as cannot enter ${dataDir}`);
  }
  const binaries = runs(found, user) ? found : await copyBinaries(found, base);
  const env = await binariesEnv(binaries, path.join(base, 'lib'));
  await chmod(path.join(base, 'lib'), 0o755);

  const near = path.join(base, 'run');
  const socketDir =
    Buffer.byteLength(near) <= LONGEST_SOCKET_DIR ? near : path.join(tmpdir(), `penstock-${name}`);
  await makeFolder(socketDir, 0o700, user);
  return { clusterDir: path.join(base, 'postgres'), socketDir, binaries, env, user };
}

async function makeFolder(folder: string, mode?: number, owner?: Place['user']): Promise<void> {
  await mkdir(folder, { recursive: true });
  const { uid } = await stat(folder);
  const me = process.getuid?.();
  // In a shared temporary folder somebody else could have made it first, to listen in.
  if (me !== undefined && ![me, owner?.uid].includes(uid) && me !== 0)
    throw new EmbeddedPostgresError(
      'inaccessible',
      `${folder} belongs to somebody else; remove it or set DATA_DIR`,
    );
  if (mode !== undefined && uid === me) await chmod(folder, mode);
  if (owner) await chown(folder, owner.uid, owner.gid);
}

/** `postgres` where there is one, else `nobody`. */
async function unprivilegedUser(): Promise<NonNullable<Place['user']>> {
  const lines = (await readFile('/etc/passwd', 'utf8').catch(() => ''))
    .split('\n')
    .map((line) => line.split(':'));
  const entry = lines.find(([name]) => name === 'postgres') ?? lines.find(([name]) => name === 'nobody');
  return entry ? { uid: Number(entry[2]), gid: Number(entry[3]) } : { uid: 65_534, gid: 65_534 };
}

/** Whether a user may pass through a folder and all above it. */
async function canReach(folder: string, { uid, gid }: { uid: number; gid: number }): Promise<boolean> {
  for (let dir = folder; ; dir = path.dirname(dir)) {
    const { mode, uid: owner, gid: group } = await stat(dir);
    const bit = owner === uid ? 0o100 : group === gid ? 0o010 : 0o001;
    if (!(mode & bit)) return false;
    if (dir === path.dirname(dir)) return true;
  }
}

/** Whether that user can run the binaries where they are: reach them, read them, and execute them. */
function runs({ native }: Binaries, user: Place['user']): boolean {
  const probe = spawnSync(path.join(native, 'bin', 'postgres'), ['--version'], {
    ...user,
    cwd: '/',
    stdio: 'ignore',
  });
  // A library that is not linked yet is no obstacle (127); not being let in is (EACCES).
  return probe.error === undefined;
}
