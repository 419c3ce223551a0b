/*
 * `npm start`, and with the name of another program first, that one: compiles the sources when they are newer than what
 * was compiled, and runs the result. Plain JavaScript, and one process for npm to signal. Where TypeScript is not installed (an image, `npm ci --omit=dev`)
 * the compiled code is there already.
 */
import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { buildWebIfStale } from './build-web.mjs';
import { mtime, newestBelow } from './newest-below.mjs';

const root = path.dirname(import.meta.dirname);
/** Touched after each compilation: what is newer has not been compiled. */
const stamp = path.join(root, 'dist', '.compiled');

if (isStale()) compile();
const programs = { key: 'start/key', account: 'start/account', model: 'worker/model-tool/main' };
const program = Object.keys(programs).find((name) => name === process.argv[2]);
if (program) process.argv.splice(2, 1);
else buildWebIfStale();
await import(`../dist/${program ? programs[program] : 'start/main'}.js`);

function isStale() {
  const folders = ['api', 'worker', 'shared', 'start'].map((name) => path.join(root, name));
  const files = ['tsconfig.json', 'package.json'].map((name) => path.join(root, name));
  return Math.max(newestBelow(folders), ...files.map(mtime)) > mtime(stamp);
}

function compile() {
  const compiler = findCompiler();
  if (!compiler) return;
  // Types are `npm run check`'s to find; without them the first start is a second sooner.
  const args = [compiler, '-p', 'tsconfig.build.json', '--noCheck'];
  const { status } = spawnSync(process.execPath, args, { cwd: root, stdio: 'inherit' });
  if (status !== 0) process.exit(status ?? 1);
  writeFileSync(stamp, '');
}

function findCompiler() {
  try {
    return path.join(
      path.dirname(createRequire(import.meta.url).resolve('typescript/package.json')),
      'bin',
      'tsc',
    );
  } catch {
    return undefined;
  }
}
