/*
 * Builds the web page when its sources are newer than what was built; `npm run build` builds it in any case. Where Vite is
 * not installed (an image, `npm ci --omit=dev`) the page is there already.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { mtime, newestBelow } from './newest-below.mjs';

const root = path.dirname(import.meta.dirname);
/** Touched after each build. */
const stamp = path.join(root, 'web', 'dist', '.built');

/** Builds the page if it has to be. */
export function buildWebIfStale() {
  const folders = ['web', 'shared/domain'].map((name) => path.join(root, name));
  const files = ['package.json', 'package-lock.json'].map((name) => path.join(root, name));
  const newest = Math.max(newestBelow(folders, path.join(root, 'web', 'dist')), ...files.map(mtime));
  if (newest > mtime(stamp)) buildWeb();
}

function buildWeb() {
  const vite = path.join(root, 'node_modules', 'vite', 'bin', 'vite.js');
  if (!existsSync(vite)) return;
  const args = [vite, 'build', 'web', '--logLevel', 'warn'];
  // Whatever this process is, the page is for use: React's development build is twice as large.
  const env = { ...process.env, NODE_ENV: 'production' };
  const { status } = spawnSync(process.execPath, args, { cwd: root, stdio: 'inherit', env });
  if (status !== 0) process.exit(status ?? 1);
  writeFileSync(stamp, '');
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) buildWeb();
