/*
 * `npm start`: compiles the sources when they are newer than what was compiled, and runs the result. Plain
 * JavaScript, and one process for npm to signal. Where TypeScript is not installed (an image, `npm ci --omit=dev`)
 * the compiled code is there already.
 */
import { spawnSync } from 'node:child_process';
import { createRequire } from 'node:module';
import path from 'node:path';

const root = path.dirname(import.meta.dirname);
const compiler = findCompiler();
if (compiler) {
  const { status } = spawnSync(process.execPath, [compiler, '-p', 'tsconfig.build.json'], { cwd: root, stdio: 'inherit' });
  if (status !== 0) process.exit(status ?? 1);
}
await import('../dist/start/main.js');

function findCompiler() {
  try {
    return path.join(path.dirname(createRequire(import.meta.url).resolve('typescript/package.json')), 'bin', 'tsc');
  } catch {
    return undefined;
  }
}
