import { execFileSync } from 'node:child_process';
import { availableParallelism, cpus, loadavg, release, totalmem, type } from 'node:os';
import { ROOT } from './root.ts';
import type { Servers } from './servers.ts';

/** What a scenario was measured on. */
export type Machine = {
  readonly cpu: string;
  readonly cores: number;
  readonly memoryGb: number;
  readonly os: string;
  readonly node: string;
  readonly postgres: string;
  /** Null where there was none. */
  readonly redis: string | null;
};

export async function describeMachine({ sql, redis }: Servers): Promise<Machine> {
  const [row] = await sql<{ version: string }[]>`select current_setting('server_version') as version`;
  return {
    cpu: cpus()[0]?.model.trim() ?? 'unknown',
    cores: availableParallelism(),
    memoryGb: Math.round(totalmem() / 1e9),
    os: `${type()} ${release()}`,
    node: process.version.slice(1),
    postgres: row!.version,
    redis: redis?.version ?? null,
  };
}

/** The commit that is measured, marked when files have changed since; null where git does not know. */
export function describeCommit(): string | null {
  const git = (...args: string[]) =>
    execFileSync('git', args, { cwd: ROOT, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim();
  try {
    const isChanged = git('status', '--porcelain', '--', 'api', 'worker', 'shared', 'start') !== '';
    return `${git('rev-parse', '--short', 'HEAD')}${isChanged ? ', with changes' : ''}`;
  } catch {
    return null;
  }
}

/** What keeps the machine from measuring well; undefined when nothing is seen. */
export function describeNoise(cores: number): string | undefined {
  const busy = loadavg()[0] ?? 0;
  if (busy < cores / 4) return undefined;
  return `The machine was busy with other work: a load of ${busy.toFixed(1)} on ${cores} cores in the minute before the start.`;
}
