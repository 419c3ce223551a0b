import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { onTestFinished } from 'vitest';

const TOOL = path.join(import.meta.dirname, '../../dist/worker/model-tool/main.js');

/** `npm run model` on a folder of its own, which goes with the test. */
export function modelTool(): {
  readonly modelsDir: string;
  run(args: readonly string[], env?: NodeJS.ProcessEnv): Promise<{ code: number | null; output: string }>;
} {
  const modelsDir = mkdtempSync(path.join(tmpdir(), 'penstock-models-'));
  onTestFinished(() => rmSync(modelsDir, { recursive: true, force: true }));
  return {
    modelsDir,
    async run(args, env = {}) {
      const child = spawn(process.execPath, [TOOL, ...args], {
        env: { PATH: process.env['PATH'], MODELS_DIR: modelsDir, ...env },
        stdio: ['ignore', 'pipe', 'pipe'],
      });
      const output: string[] = [];
      for (const stream of [child.stdout, child.stderr])
        stream.on('data', (chunk: Buffer) => output.push(String(chunk)));
      const code = await new Promise<number | null>((resolve) => child.once('close', resolve));
      return { code, output: output.join('') };
    },
  };
}
