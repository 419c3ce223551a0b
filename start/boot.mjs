/*
 * `npm start`: compiles the sources when they are newer than what was compiled, and runs the result. Plain
 * JavaScript, and one process for npm to signal. Where TypeScript is not installed (an image, `npm ci --omit=dev`)
 * the compiled code is there already.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';

const root = path.dirname(import.meta.dirname);
/** Touched after each compilation: what is newer has not been compiled. */
const stamp = path.join(root, 'dist', '.compiled');

if (isStale()) compile();
await import('../dist/start/main.js');

function isStale() {
  const compiledAt = mtime(stamp);
  const folders = ['api', 'worker', 'shared', 'start'].map((name) => path.join(root, name));
  const sources = folders.flatMap((folder) =>
    existsSync(folder)
      ? readdirSync(folder, { recursive: true, withFileTypes: true }).map((entry) =>
          path.join(entry.parentPath, entry.name),
        )
      : [],
  );
  return [...sources, path.join(root, 'tsconfig.json'), path.join(root, 'package.json')].some(
    (file) => mtime(file) > compiledAt,
  );
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

function mtime(file) {
  return statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? 0;
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
