import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';

const ROOT = path.join(import.meta.dirname, '../..');

/** `npm start` as a user has it: the supervisor, its url, and what it has printed. */
export type Product = {
  readonly supervisor: ChildProcess;
  readonly url: string;
  readonly output: string[];
  /** Ctrl-C; resolves with the exit code. */
  stop(): Promise<number | null>;
};

/**
 * Starts the product on a data folder and waits for its banner.
 *
 * @param isDetached keeps the terminal's Ctrl-C from it, for those who stop it themselves then
 */
export async function startProduct(
  dataDir: string,
  {
    args = [],
    env = {},
    isDetached = false,
  }: { args?: string[]; env?: NodeJS.ProcessEnv; isDetached?: boolean } = {},
): Promise<Product> {
  const supervisor = spawn(process.execPath, ['start/boot.mjs', ...args], {
    cwd: ROOT,
    env: { PATH: process.env['PATH'], PORT: '0', DATA_DIR: dataDir, COMPUTE_CHILDREN: '2', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: isDetached,
  });
  const output: string[] = [];
  const url = await new Promise<string>((resolve, reject) => {
    const onOutput = (chunk: Buffer) => {
      output.push(String(chunk));
      const found = /API\s+(http:\S+)[\s\S]*Ctrl-C/.exec(output.join(''))?.[1];
      if (found) resolve(found);
    };
    supervisor.stdout.on('data', onOutput);
    supervisor.stderr.on('data', onOutput);
    supervisor.once('exit', (code) => reject(new Error(`exit ${code}: ${output.join('')}`)));
  });
  return {
    supervisor,
    url,
    output,
    async stop() {
      if (supervisor.exitCode !== null || supervisor.signalCode !== null) return supervisor.exitCode;
      const ended = once(supervisor, 'exit');
      supervisor.kill('SIGINT');
      return (await ended)[0] as number | null;
    },
  };
}
