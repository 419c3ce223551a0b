import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { type Binaries, unsupported } from './binaries.ts';
import { errnoOf } from './embedded-postgres-error.ts';
import type { Place } from './place.ts';

/** The programs of Postgres, ready to run as the account of the place. */
export type Programs = {
  /** Runs to the end. Rejects with what the program wrote. */
  initdb(args: readonly string[]): Promise<void>;
  /** Starts the server; its stderr goes to `logFd`. */
  postgres(args: readonly string[], logFd: number, env?: NodeJS.ProcessEnv): Promise<ChildProcess>;
};

const INITDB_TIMEOUT_MS = 120_000;

/** @param libraryDir where the dynamic linker finds what the programs need */
export function programsOf(binaries: Binaries, { account, home }: Place, libraryDir: string): Programs {
  const options = {
    ...account,
    // Ours may be a folder that the account cannot enter.
    cwd: home,
    // Nothing of our own environment: PG* and LC_* change what Postgres does, and HOME may be missing.
    env: { PATH: '/usr/bin:/bin', LC_ALL: 'C', TZ: 'UTC', [LIBRARY_PATH]: libraryDir },
  };
  return {
    async initdb(args) {
      await promisify(execFile)(join(binaries.dir, 'bin/initdb'), args, {
        ...options,
        timeout: INITDB_TIMEOUT_MS,
      }).catch((error: Error & { stderr?: string }) => {
        throw explain(error, error.stderr?.trim().split('\n').slice(-3).join(' '));
      });
    },
    async postgres(args, logFd, env) {
      const child = spawn(join(binaries.dir, 'bin/postgres'), args, {
        ...options,
        env: { ...options.env, ...env },
        stdio: ['ignore', 'ignore', logFd],
        // A Ctrl-C at the terminal is for us: Postgres ends after everything that uses it.
        detached: true,
      });
      await once(child, 'spawn').catch((error: Error) => {
        throw explain(error);
      });
      return child;
    },
  };
}

const LIBRARY_PATH = process.platform === 'darwin' ? 'DYLD_LIBRARY_PATH' : 'LD_LIBRARY_PATH';

function explain(error: Error, stderr = ''): Error {
  // The file is there, so what is missing is the dynamic linker of the C library that it was made for.
  if (errnoOf(error) === 'ENOENT')
    return unsupported(`this C library (${process.platform}-${process.arch})`, error);
  if (errnoOf(error) === 'EPERM')
    return new Error('root has no right to change the user here, and Postgres does not run as root', {
      cause: error,
    });
  return new Error(stderr || error.message, { cause: error });
}
