import { readFile, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { errnoOf } from './embedded-postgres-error.ts';

/** What a server writes about itself into its data folder. */
export type PidFile = { readonly pid: number; readonly socketDir: string; readonly isReady: boolean };

/** A server writes its file at once after it has made it: one that stays empty is what a power cut left. */
const EMPTY_FOR_MS = 3000;

/**
 * Reads `postmaster.pid`, which may be the work of a server that is dead.
 * Lines: https://www.postgresql.org/docs/18/storage-file-layout.html and `src/include/utils/pidfile.h`
 */
export async function readPidFile(clusterDir: string): Promise<PidFile | undefined> {
  try {
    const lines = (await readFile(join(clusterDir, 'postmaster.pid'), 'utf8')).split('\n');
    // A stand-alone backend writes a negative number.
    const pid = Math.abs(Number(lines[0]));
    return pid ? { pid, socketDir: lines[4] ?? '', isReady: lines[7]?.trim() === 'ready' } : undefined;
  } catch (error) {
    if (errnoOf(error) === 'ENOENT') return undefined;
    throw error;
  }
}

/** Deletes an empty `postmaster.pid`, which Postgres would refuse for ever, once it cannot be one in the making. */
export async function removeEmptyPidFile(clusterDir: string): Promise<void> {
  const path = join(clusterDir, 'postmaster.pid');
  const found = await stat(path).catch(() => undefined);
  if (found?.size === 0 && Date.now() - found.mtimeMs > EMPTY_FOR_MS) await rm(path, { force: true });
}
