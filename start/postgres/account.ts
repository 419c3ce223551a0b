import { constants } from 'node:fs';
import { access, readFile, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { errnoOf } from './embedded-postgres-error.ts';

/** The user that Postgres runs as; `undefined` is the user that we are. */
export type Account = { readonly uid: number; readonly gid: number } | undefined;

/** The number that every system knows as `nobody`, for an /etc/passwd without that line. */
const NOBODY = 65534;

/** Postgres refuses to run as root: another account stands in for it, `postgres` where there is one, else `nobody`. */
export async function unprivilegedAccount(): Promise<Account> {
  if (process.getuid?.() !== 0) return undefined;
  const lines = (await readFile('/etc/passwd', 'utf8').catch(() => ''))
    .split('\n')
    .map((line) => line.split(':'));
  const [, , uid, gid] =
    lines.find(([name]) => name === 'postgres') ?? lines.find(([name]) => name === 'nobody') ?? [];
  return { uid: Number(uid ?? NOBODY), gid: Number(gid ?? NOBODY) };
}

/**
 * True when the account may do `mode` (`R_OK | X_OK` …) to `path` and may enter every folder above it. Access
 * control lists are not read: where one forbids, Postgres says so itself.
 *
 * @param path real path, without links
 */
export async function canUse(account: Account, path: string, mode: number): Promise<boolean> {
  try {
    if (!account) {
      await access(path, mode);
      return true;
    }
    if (!(await permits(account, path, mode))) return false;
    for (let folder = dirname(path), at = path; folder !== at; at = folder, folder = dirname(folder))
      if (!(await permits(account, folder, constants.X_OK))) return false;
    return true;
  } catch (error) {
    if (['EACCES', 'EPERM', 'ENOENT', 'ENOTDIR'].includes(errnoOf(error) ?? '')) return false;
    throw error;
  }
}

/** R_OK, W_OK and X_OK are the bits of one octal digit of a file's mode. */
async function permits({ uid, gid }: NonNullable<Account>, path: string, mode: number): Promise<boolean> {
  const file = await stat(path);
  const digit = file.uid === uid ? file.mode >> 6 : file.gid === gid ? file.mode >> 3 : file.mode;
  return (digit & mode) === mode;
}
