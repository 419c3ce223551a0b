import { createHash } from 'node:crypto';
import { constants } from 'node:fs';
import { chmod, mkdir, readdir, readFile, realpath, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Account, canUse, unprivilegedAccount } from './account.ts';
import { EmbeddedPostgresError, errnoOf } from './embedded-postgres-error.ts';

/** Where everything of one embedded Postgres lies, and who owns it. */
export type Place = {
  /** The user's data folder, as a real path. */
  readonly dataDir: string;
  /** The folder that holds the cluster: the data folder, or its stand-in that an unprivileged user can reach. */
  readonly home: string;
  readonly clusterDir: string;
  readonly logFile: string;
  readonly account: Account;
  /** 12 hex digits that stand for the data folder. */
  readonly id: string;
};

const ELSEWHERE = '/var/lib/penstock';
const NOTE = 'postgres-is-elsewhere.txt';

/**
 * Decides where the cluster lies and makes the folder. Data that exists is never passed over for an empty place: a
 * cluster in the data folder comes first, then one in the stand-in, and only then is a place for a new one chosen.
 *
 * @throws EmbeddedPostgresError `inaccessible` when a cluster exists and the user that must run it cannot reach it
 */
export async function choosePlace(folder: string, log: (line: string) => void): Promise<Place> {
  await mkdir(folder, { recursive: true });
  const dataDir = await realpath(folder);
  const id = createHash('sha256').update(dataDir).digest('hex').slice(0, 12);
  const place = (home: string, account: Account): Place => ({
    dataDir,
    home,
    account,
    id,
    clusterDir: join(home, 'postgres'),
    logFile: join(dataDir, 'postgres.log'),
  });

  const owner = await ownerOf(join(dataDir, 'postgres'));
  if (owner) {
    const account = accountOfOwner(join(dataDir, 'postgres'), owner);
    if (await canUse(account, dataDir, constants.X_OK)) return place(dataDir, account);
    throw inaccessible(
      `The database in ${dataDir} belongs to user ${owner.uid}, who may not enter a folder above it. Give every folder above it the x right (chmod o+x).`,
    );
  }
  if (process.getuid?.() !== 0) return place(dataDir, undefined);

  const elsewhere = join(ELSEWHERE, id);
  const elsewhereOwner = await ownerOf(join(elsewhere, 'postgres'));
  const account = elsewhereOwner
    ? accountOfOwner(join(elsewhere, 'postgres'), elsewhereOwner)
    : await unprivilegedAccount();
  if (!elsewhereOwner) await refuseToForget(dataDir, elsewhere);
  if (!elsewhereOwner && (await canUse(account, dataDir, constants.X_OK))) return place(dataDir, account);

  await makeElsewhere(elsewhere);
  await writeFile(
    join(dataDir, NOTE),
    `${elsewhere}\n\nholds the Postgres of this folder: Postgres does not run as root, and the user that it runs as cannot\nenter ${dataDir}. Back up and delete both folders together.\n`,
  );
  log(`Postgres keeps its data in ${elsewhere}, because an unprivileged user cannot enter ${dataDir}`);
  return place(elsewhere, account);
}

/** A data folder that was moved or copied points to a database made for its old path: a person must say which. */
async function refuseToForget(dataDir: string, elsewhere: string): Promise<void> {
  const [noted] = (await readFile(join(dataDir, NOTE), 'utf8').catch(() => '')).split('\n');
  if (!noted || noted === elsewhere || !(await ownerOf(join(noted, 'postgres')))) return;
  throw inaccessible(
    `The database of ${dataDir} lies in ${noted}, made when the folder had another path. To keep it: mv ${noted} ${elsewhere}. To begin with an empty one: delete ${join(dataDir, NOTE)}.`,
  );
}

async function makeElsewhere(elsewhere: string): Promise<void> {
  for (const folder of [ELSEWHERE, elsewhere]) {
    await mkdir(folder, { recursive: true });
    // A strict umask must not hide the folder from the user that Postgres runs as.
    await chmod(folder, 0o755);
  }
}

type Owner = { readonly uid: number; readonly gid: number };

/** Nobody when there is no cluster. */
async function ownerOf(clusterDir: string): Promise<Owner | undefined> {
  try {
    const { uid, gid } = await stat(clusterDir);
    // What we may not list belongs to somebody, whatever it holds.
    const isCluster = await readdir(clusterDir).then(
      (names) => names.includes('PG_VERSION'),
      () => true,
    );
    return isCluster ? { uid, gid } : undefined;
  } catch (error) {
    if (errnoOf(error) === 'ENOENT') return undefined;
    throw error;
  }
}

function accountOfOwner(clusterDir: string, owner: Owner): Account {
  const self = process.getuid?.();
  if (owner.uid === self && self !== 0) return undefined;
  if (self === 0 && owner.uid !== 0) return owner;
  if (self === 0)
    throw inaccessible(
      `The database in ${clusterDir} belongs to root, and Postgres does not run as root. Give it to another user: chown -R postgres '${clusterDir}' (or nobody).`,
    );
  throw inaccessible(
    `The database in ${clusterDir} belongs to user ${owner.uid}. Start Penstock as that user or as root, or give it to this one: sudo chown -R ${self} '${clusterDir}'.`,
  );
}

function inaccessible(message: string): EmbeddedPostgresError {
  return new EmbeddedPostgresError('inaccessible', message);
}
